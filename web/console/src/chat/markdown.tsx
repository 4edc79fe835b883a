import { memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { unturned } from "../pieces.js";
import { depthOf, isHard } from "./hard.js";

/** A longer text is shown as it is: to read it as Markdown would hold the page up. */
const MOST_CHARACTERS = 20_000;
const KEPT_CHARACTERS = 500_000;
/** A browser lays out what is within each other by calls within calls. */
const DEEPEST = 100;

const LINK = /^(https?:|mailto:)/i;

/** Elements, never HTML: what looks like it is text. Nothing is loaded from elsewhere. */
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href && LINK.test(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        {children}
      </a>
    ) : (
      <span className="no-link">{children}</span>
    ),
  img: ({ alt, src }) => (
    <span className="no-image">
      [image: {alt || "without a description"}
      {typeof src === "string" && LINK.test(src) && (
        <>
          {" "}
          <a href={src} target="_blank" rel="noopener noreferrer nofollow">
            open
          </a>
        </>
      )}
      ]
    </span>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <section className="wide" tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above.
    <pre tabIndex={0} dir="ltr">
      {children}
    </pre>
  ),
  code: ({ children }) => (
    <code>{typeof children === "string" ? unturned(children) : children}</code>
  ),
  p: ({ children }) => <p dir="auto">{children}</p>,
  li: ({ children }) => <li dir="auto">{children}</li>,
  // A page has headings of its own.
  h1: ({ children }) => <Heading>{children}</Heading>,
  h2: ({ children }) => <Heading>{children}</Heading>,
  h3: ({ children }) => <Heading>{children}</Heading>,
  h4: ({ children }) => <Heading>{children}</Heading>,
  h5: ({ children }) => <Heading>{children}</Heading>,
  h6: ({ children }) => <Heading>{children}</Heading>,
  input: ({ checked }) => <span>{checked ? "☑" : "☐"}</span>,
};

function Heading({ children }: { children?: ReactNode }) {
  return (
    <p className="heading" dir="auto">
      {children}
    </p>
  );
}

const PLUGINS = [remarkGfm];
const PLAIN = /^[\p{L}\p{N} ,.'"?!;()%€$/\n-]*$/u;
const LISTED = /^ *([-+*]|\d+[.)]) |^ *(-{3,}|={3,}) *$|^ {4}| {2}\n|\n\n\n|www\./m;

const kept = new Map<string, ReactNode>();
let keptCharacters = 0;

/** Parsed once, however often it scrolls into view. */
function parsed(text: string): ReactNode {
  const known = kept.get(text);
  if (known !== undefined) {
    kept.delete(text);
    kept.set(text, known);
    return known;
  }
  const made = elementsOf(text);
  kept.set(text, made);
  keptCharacters += text.length;
  for (const oldest of kept.keys()) {
    if (keptCharacters <= KEPT_CHARACTERS) break;
    kept.delete(oldest);
    keptCharacters -= oldest.length;
  }
  return made;
}

/** A component without hooks: its elements can be kept. */
function elementsOf(text: string): ReactNode {
  if (!isHard(text)) {
    const made = ReactMarkdown({ children: text, remarkPlugins: PLUGINS, components: COMPONENTS });
    if (depthOf(made) <= DEEPEST) return made;
  }
  return <AsItIs text={text} />;
}

/** A text as people read it. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  if (text.length > MOST_CHARACTERS) return <LongText text={text} />;
  if (PLAIN.test(text) && !LISTED.test(text)) {
    return text.split("\n\n").map((paragraph, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs never change places.
      <p key={at} dir="auto">
        {paragraph}
      </p>
    ));
  }
  return parsed(text);
});

function LongText({ text }: { text: string }) {
  return (
    <details>
      <summary>A text of {text.length.toLocaleString()} characters</summary>
      <AsItIs text={text} />
    </details>
  );
}

function AsItIs({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <pre dir="auto" tabIndex={0} className="long">
      {unturned(text)}
    </pre>
  );
}
