"""`python -m ui.tour DIR --engine URL --consult URL`: see ui.tour.main."""

import sys

from ui.tour.main import main

sys.exit(main())
