import { test } from "vitest";
import { aUser } from "./users.js";

test("a token that expires is renewed, in the middle of an answer too", async () => {
  const { device } = await aUser({ EXAMPLE_TOKEN_EXPIRES: "4s" });
  const chat = await (await device()).open();
  const tokens = () => chat.requests.filter((each) => each.url().endsWith("/token")).length;
  for (let sent = 1; tokens() < 4; sent += 1) {
    await chat.send("Tell me in 100 words");
    await chat.settled(2 * sent);
  }
  await chat.agrees();
});
