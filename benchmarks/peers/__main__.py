"""All measurements against peers, one after the other."""

from benchmarks.peers import agreement, behaviour, expectations, intervals, speed

for measurement in (expectations, behaviour, agreement, intervals, speed):
    measurement.main()
