"""A plainly invented team with a life on the networks: what a visitor without Slack sees the bot work on.

sample = SampleNetworks(now, clock)
Http(around=sample.around)  # what names the sample is answered here, everything else really goes out
"""

from bot.playground.sample.networks import SampleNetworks
from bot.playground.sample.team import SAMPLE_HOUSE, SAMPLE_TEAM, VISITOR, SampleMember

__all__ = ["SAMPLE_HOUSE", "SAMPLE_TEAM", "VISITOR", "SampleMember", "SampleNetworks"]
