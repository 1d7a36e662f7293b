"""`python -m ui.web --fd N`, started by the feed manager."""

import sys

from ui.web.main import main

sys.exit(main(sys.argv[1:]))
