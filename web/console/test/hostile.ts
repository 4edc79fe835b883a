import type { MessageCreate } from "@threadkeep/client";

/** Whoever runs any of these says so in `window.ran`. */
const RUN = "window.ran=(window.ran||0)+1";

export const PAYLOADS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"><script>${RUN}</script></svg>`,
  `<svg><animate onbegin="${RUN}" attributeName=x dur=1s></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<a href="javascript:${RUN}">press</a>`,
  `[press](javascript:${RUN})`,
  `[press](JaVaScRiPt:${RUN})`,
  `[press](java&#10;script:${RUN})`,
  `[press](data:text/html,<script>opener.${RUN}</script>)`,
  `[press](vbscript:${RUN})`,
  `![x](javascript:${RUN})`,
  `![x](https://evil.example/pixel.png)`,
  `<https://evil.example/auto> and <javascript:${RUN}>`,
  `[a]: javascript:${RUN}\n\n[a]`,
  `"><script>${RUN}</script>`,
  `'-${RUN}-'`,
  `</pre></code></script><script>${RUN}</script>`,
  `<style>*{background:url(https://evil.example/style)}</style>`,
  `<link rel=stylesheet href=https://evil.example/sheet><base href=https://evil.example/>`,
  `<meta http-equiv=refresh content="0;url=https://evil.example/">`,
  `<form action=https://evil.example/><input name=token autofocus onfocus="${RUN}"></form>`,
  `<object data="https://evil.example/o"></object><embed src="https://evil.example/e">`,
  `\u202e\u2066gnp.exe\u2069 \u200b\u202dshown\u0000`,
] as const;

/** Messages that have each payload wherever a user's text can stand: 200 of them. */
export const HOSTILE: readonly MessageCreate[] = PAYLOADS.flatMap((raw): MessageCreate[] => {
  // The service itself refuses a NUL in some of these.
  const text = raw.replaceAll("\u0000", "");
  const short = text.slice(0, 60);
  return [
    { role: "user", content: text },
    {
      role: "assistant",
      content: `\`\`\`${text}\n${text}\n\`\`\`\n\n| ${text} |\n|-|\n| ${text} |`,
    },
    { role: "assistant", content: `# ${text}\n\n> ${text}\n\n- ${text}\n\n**${text}**` },
    { role: "user", content: "named", name: short },
    { role: "assistant", content: "thought", reasoning: text, refusal: text },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: short, type: "function", function: { name: text, arguments: text } }],
    },
    {
      role: "user",
      content: [
        { type: "text", text },
        { type: "image_url", image_url: { url: text } },
        { type: "image_url", image_url: { url: `data:image/svg+xml,${encodeURIComponent(text)}` } },
        { type: "file", file: { filename: text, file_data: text } },
        { type: short, anything: text },
      ],
    },
    { role: "user", content: "with data", message_metadata: { text } },
  ];
});

const repeated = (text: string, characters = 19_000) => text.repeat(characters / text.length);

/** Texts that are short, and that it would take minutes to read as Markdown, or more calls than there may be. */
export const HARD: readonly string[] = [
  `${repeated(">")} quotes`,
  `${repeated("- ")} lists`,
  `${repeated("1. ")} numbers`,
  `${repeated("> - ")} both`,
  `${repeated("*", 9000)} strong ${repeated("*", 9000)}`,
  `${repeated("*a _b ", 9000)} nested ${repeated("b_ a*", 9000)}`,
  `${repeated("[", 9000)} brackets ${repeated("]", 9000)}`,
  `|${repeated("a|", 2000)}\n|${repeated("-|", 2000)}\n${repeated("|cells\n", 14_000)}`,
  `${repeated("\n", 18_000)} lines`,
];
