"""`python -m wallctl.simulators.make_clips`: makes the standard clips that are missing.

Quiet where there is nothing to do. The films are looked for in the cache's `footage` folder;
without them there are the test cards alone.
"""

from __future__ import annotations

import logging
import sys

from wallctl.simulators.clips import footage_folder, make_all, standard_folder, standard_set

log = logging.getLogger(__name__)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        made = make_all(standard_set(footage_folder()), standard_folder())
    except KeyboardInterrupt:
        return 130
    if made:
        log.info("%d clips made in %s", made, standard_folder())
    return 0


if __name__ == "__main__":
    sys.exit(main())
