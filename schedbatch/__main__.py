"""python -m schedbatch"""

from schedbatch.cli import main

if __name__ == "__main__":
    main()
