"""`hanse people`: what the operator does before there is a manager, and when nobody can sign in."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone

from hanse.accounts import selectors, services
from hanse.core.commandline import CommandTree, fail, output
from hanse.core.errors import DomainError

Address = Annotated[str, typer.Argument(help="E-mail address of the person.")]


def register(tree: CommandTree) -> None:
    """Add the group `hanse people`."""
    group = tree.group("people", "People: make an account, give a role, sign in without a mail server.")

    @group.command()
    def add(
        address: Address,
        name: Annotated[str, typer.Option(help="Name as others see it.")],
        role: Annotated[list[str], typer.Option(help="Platform role: manager or adviser; may be repeated.")] = [],  # noqa: B006
        language: Annotated[str, typer.Option(help="Language of mails, e.g. de.")] = "en",
    ) -> None:
        """Make an account whose address needs no confirmation. It has no password yet: see `sign-in-link`."""
        try:
            person = services.add_account(email=address, name=name, language=language, at=timezone.now())
            for each in role:
                services.give_role(person=person, role=each, actor=None, at=timezone.now())
        except DomainError as error:
            fail(str(error.message), next_step=str(error.next_step))
        output.print(f"{person.name}: {person.public_id}")

    @group.command()
    def give_role(address: Address, role: Annotated[str, typer.Argument(help="manager or adviser")]) -> None:
        """Give a platform role."""
        _change_role(services.give_role, address, role)

    @group.command()
    def end_role(address: Address, role: Annotated[str, typer.Argument(help="manager or adviser")]) -> None:
        """End a platform role."""
        _change_role(services.end_role, address, role)

    @group.command()
    def sign_in_link(address: Address) -> None:
        """Print a link that signs the person in once, within 15 minutes; it is mailed too."""
        person = selectors.person_by_address(address)
        if person is None:
            fail(f"No account with the address {address}.", next_step="Make one with `hanse people add`.")
        typer.echo(services.send_sign_in_link(person=person, at=timezone.now()))


def _change_role(verb: object, address: str, role: str) -> None:
    person = selectors.person_by_address(address)
    if person is None:
        fail(f"No account with the address {address}.", next_step="Make one with `hanse people add`.")
    try:
        verb(person=person, role=role, actor=None, at=timezone.now())  # type: ignore[operator]
    except DomainError as error:
        fail(str(error.message), next_step=str(error.next_step))
    output.print("Done.")
