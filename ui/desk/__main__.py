"""`python -m ui.desk` is `wallctl-desk`."""

import sys

from ui.desk.main import main

sys.exit(main())
