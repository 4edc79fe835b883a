export default { test: { include: ["conform.mjs"], testTimeout: 30_000 } };
