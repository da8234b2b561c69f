"""`make train`: every model that we ship, one after another; each module trains alone, too.

    python -m training [EXTRA.jsonl…]

EXTRA are labelled rows of readings, such as `sintesis corrections export` writes.
"""

from __future__ import annotations

import sys

from training import demands, entities, mentions, readings, stories, theme, urgency

if __name__ == "__main__":
    readings.main(sys.argv[1:])
    entities.main()
    mentions.main()
    stories.main()
    theme.main()
    demands.main()
    urgency.main()
