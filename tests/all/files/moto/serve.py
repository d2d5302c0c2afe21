"""Serves S3 at a free port, with one bucket, says where, and ends when its input ends."""

import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://{host}:{port}"
boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=sys.argv[1])
print(endpoint, flush=True)
sys.stdin.read()
server.stop()
