import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { isProblem, type UploadProgress } from "../../src/index.js";
import { BadNetwork, hurried, seeded } from "./losses.js";
import { someone } from "./users.js";

const BYTES = randomBytes(50_000);
const FILE = new File([BYTES], "bag.bin", { type: "application/x-bag" });
const SHA256 = createHash("sha256").update(BYTES).digest("hex");
const PATIENT = { attempts: 100, patienceMs: 600_000 };

describe("an upload in parts", () => {
  test("is the whole file at the end, and says after each part how far it is", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const onProgress = vi.fn<(progress: UploadProgress) => void>();
    const parts = { partBytes: 20_000, onProgress };
    const made = await threadkeep.attachments.uploadInParts(chat, FILE, parts);
    expect(made).toMatchObject({ name: "bag.bin", media_type: "application/x-bag" });
    expect(made).toMatchObject({ sha256: SHA256, complete: true, bytes: 50_000 });
    expect(onProgress.mock.calls.map(([{ bytes }]) => bytes)).toEqual([0, 20_000, 40_000, 50_000]);
    expect(onProgress).toHaveBeenLastCalledWith({ id: made.id, bytes: 50_000, total: 50_000 });
  });

  test("of nothing is an empty file", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const made = await threadkeep.attachments.uploadInParts(chat, "", { name: "empty.txt" });
    expect(made).toMatchObject({ complete: true, bytes: 0, name: "empty.txt" });
  });

  test.each([1, 2, 3])(
    "on a network that loses things is there once, and whole (seed %i)",
    async (seed) => {
      const network = new BadNetwork(seeded(seed));
      const threadkeep = someone({ fetch: network.fetch, timing: hurried, retries: PATIENT });
      const { id: chat } = await threadkeep.chats.create();
      const parts = { partBytes: 3_000 };
      const made = await threadkeep.attachments.uploadInParts(chat, BYTES, parts);
      expect(made.sha256).toBe(SHA256);
      expect(await threadkeep.attachments.list(chat).all()).toHaveLength(1);
      expect(network.lost).toBeGreaterThan(0);
    },
  );

  test("goes on after a restart where it stood", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const leaving = new AbortController();
    let told: UploadProgress | undefined;
    const left = threadkeep.attachments.uploadInParts(chat, FILE, {
      partBytes: 20_000,
      signal: leaving.signal,
      onProgress: (progress) => {
        told = progress;
        if (progress.bytes > 0) leaving.abort(new Error("the page was closed"));
      },
    });
    await expect(left).rejects.toThrow("the page was closed");
    const onProgress = vi.fn<(progress: UploadProgress) => void>();
    const made = await threadkeep.attachments.uploadInParts(chat, FILE, {
      ...{ resume: told?.id, onProgress },
    });
    expect(made).toMatchObject({ id: told?.id, sha256: SHA256 });
    expect(onProgress.mock.calls[0]?.[0].bytes).toBe(20_000);
    const again = await threadkeep.attachments.uploadInParts(chat, FILE, { resume: made.id });
    expect(again).toEqual(made);
  });

  test("does not go on with a file that cannot be the same, and loses nothing of it", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const leaving = new AbortController();
    let id = "";
    const left = threadkeep.attachments.uploadInParts(chat, FILE, {
      partBytes: 20_000,
      signal: leaving.signal,
      onProgress: (progress) => {
        id = progress.id;
        if (progress.bytes > 0) leaving.abort();
      },
    });
    await expect(left).rejects.toThrow();
    const other = threadkeep.attachments.uploadInParts(chat, "shorter", { resume: id });
    await expect(other).rejects.toThrow(RangeError);
    expect((await threadkeep.attachments.get(chat, id)).bytes).toBe(20_000);
    await threadkeep.attachments.delete(chat, id);
    await expect(threadkeep.attachments.get(chat, id)).rejects.toSatisfy((error) =>
      isProblem(error, "not-found"),
    );
  });
});
