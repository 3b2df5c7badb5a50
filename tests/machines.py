"""A cluster of two machines, which are processes of this one: python -m tests.machines

It says its address and the numbers of its processes, and lasts until nobody listens any more.
"""

import json
import sys


def main() -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        processes = [worker.pid for worker in cluster.workers.values()]
        print(json.dumps({"address": cluster.scheduler_address, "processes": processes}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
