// Prints the access key id that the SDK signs with: at first, and again for each line on stdin.
// "same" keeps one client all along; "new" makes one each time; "keys" asks for the keys without calling AWS.
import { createInterface } from "node:readline";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const how = process.argv[2];
let client = new STSClient({ region: "eu-west-1" });

async function ask() {
  if (how === "new") client = new STSClient({ region: "eu-west-1" });
  const { accessKeyId } = await client.config.credentials();
  if (how !== "keys") await client.send(new GetCallerIdentityCommand({}));
  console.log(accessKeyId);
}

await ask();
for await (const line of createInterface({ input: process.stdin })) await ask();
