"""The commands, a module each; ``cli`` gathers them. The only click, and the only clock."""
