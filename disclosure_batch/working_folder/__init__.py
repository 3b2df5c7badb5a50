"""A folder for one year's work: what is written into it, and what its 年报.toml tells the commands that run in it.

    `given`       from 年报.toml to what a command is asked to do where the command line doesn't say it
    `made`        the folder itself: settings, roster to fill in, folders, starters
    `next_year`   what it hands on to the folder of the next year
    `said`        what is told of a folder that was made
    `shown`       what a starter opens when it is done
    starters/     what a double click runs, on Windows (.bat) and elsewhere (.sh)

Another starter: a template in starters/ for each system, and a line in made.STARTERS.
"""
