import sys

from ui.wall.main import main

sys.exit(main())
