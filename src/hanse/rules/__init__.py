"""Pure rules of the domain: dataclasses in, values out; standard library only."""
