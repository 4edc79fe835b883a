// Puts what was built where the service has it from.
import { cp, rm } from "node:fs/promises";
import { BUILT, SHIPPED } from "./site.mjs";

await rm(SHIPPED, { recursive: true, force: true });
await cp(BUILT, SHIPPED, { recursive: true });
