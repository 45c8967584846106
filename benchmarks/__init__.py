"""How fast schedbatch is, beside the script that a user would write and beside the least that anybody could do."""
