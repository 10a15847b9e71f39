"""Prints the access key id that boto3 signs with: at first, and again for each line on stdin. One client."""

from __future__ import annotations

import sys

import boto3


def main() -> None:
    """Ask AWS, and ask again."""
    session = boto3.Session(region_name="eu-west-1")
    sts = session.client("sts")
    while True:
        sts.get_caller_identity()
        credentials = session.get_credentials()
        assert credentials
        print(credentials.get_frozen_credentials().access_key, flush=True)
        if not sys.stdin.readline():
            return


if __name__ == "__main__":
    main()
