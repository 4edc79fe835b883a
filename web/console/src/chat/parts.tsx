import type { MessageOut } from "@threadkeep/client";
import { useEffect, useState } from "react";
import { useConsole } from "../console-context.js";
import { asJson, Said, shown, size, textOf } from "../pieces.js";
import { type Wrong, wrongOf } from "../reading.js";
import { saveAs } from "../save.js";
import { Markdown } from "./markdown.js";

type Content = MessageOut["content"];
type Part = Exclude<Content, string | null | undefined>[number];

/** What a browser shows as a picture and in which nothing runs. */
const PICTURES = /^image\/(png|jpeg|gif|webp|avif)$/;
const PICTURE_DATA = /^data:image\/(png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]+$/;
const MOST_PICTURE_BYTES = 20_000_000;

/** What a message says: its text, or its parts one after the other. */
export function Parts({ chatId, content }: { chatId: string; content: Content }) {
  if (content == null) return null;
  if (typeof content === "string") return content === "" ? null : <Markdown text={content} />;
  return content.map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts never change places.
    <OnePart key={at} chatId={chatId} part={part} />
  ));
}

function OnePart({ chatId, part }: { chatId: string; part: Part }) {
  const given = part as Record<string, unknown>;
  const inner = (name: string) => {
    const value = given[name];
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  };
  switch (part.type) {
    case "text":
      return <Markdown text={textOf(given["text"])} />;
    case "refusal":
      return (
        <div className="refusal">
          <Markdown text={textOf(given["refusal"])} />
        </div>
      );
    case "image_url":
      return <Picture url={textOf(inner("image_url")["url"])} />;
    case "file": {
      const { filename, file_id } = inner("file");
      const name = typeof filename === "string" ? shown(filename) : "a file";
      return typeof file_id === "string" ? (
        <Attachment chatId={chatId} id={file_id} name={name} />
      ) : (
        <p className="aside">
          [file: <Said>{name}</Said>]
        </p>
      );
    }
    case "input_audio":
      return <p className="aside">[a recording]</p>;
    default:
      return (
        <details>
          <summary>
            Part <Said>{textOf(part.type)}</Said>
          </summary>
          <pre dir="ltr">{asJson(part)}</pre>
        </details>
      );
  }
}

/** The chat and the id in the address of an attachment, whatever host is before them. */
function attachmentOf(url: string): { chatId: string; id: string } | null {
  const match = /(?:^|\/)chats\/([0-9a-f]{24})\/attachments\/([0-9a-f]{24})\/content$/.exec(url);
  return match?.[1] && match[2] ? { chatId: match[1], id: match[2] } : null;
}

function Picture({ url }: { url: string }) {
  if (PICTURE_DATA.test(url)) return <img className="picture" src={url} alt="In the message" />;
  const attachment = attachmentOf(url);
  if (attachment) return <Attachment chatId={attachment.chatId} id={attachment.id} name="image" />;
  if (/^https?:/i.test(url)) {
    return (
      <p className="aside">
        [image elsewhere:{" "}
        <a href={url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
          {url}
        </a>
        ]
      </p>
    );
  }
  return <p className="aside">[an image]</p>;
}

interface Found {
  name: string;
  bytes: number;
  type: string;
  /** Made of its bytes, where it is a picture. */
  picture: string | null;
}

/** A file of the chat: a picture as one, any other to be saved. */
function Attachment({ chatId, id, name }: { chatId: string; id: string; name: string }) {
  const { client } = useConsole();
  const [found, setFound] = useState<Found | null>(null);
  const [wrong, setWrong] = useState<Wrong | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    let picture: string | null = null;
    const look = async () => {
      const { media_type, bytes, name: own } = await client.attachments.get(chatId, id, { signal });
      if (PICTURES.test(media_type) && bytes <= MOST_PICTURE_BYTES) {
        const response = await client.attachments.content(chatId, id, { signal });
        const content = await response.arrayBuffer();
        if (signal.aborted) return;
        picture = URL.createObjectURL(new Blob([content], { type: media_type }));
      }
      if (signal.aborted) return;
      // With a sign that turns it, a name would end in another way than it seems to.
      setFound({ name: shown(own ?? name), bytes, type: media_type, picture });
    };
    look().catch((error: unknown) => {
      if (!signal.aborted) setWrong(wrongOf(error));
    });
    return () => {
      controller.abort();
      if (picture !== null) URL.revokeObjectURL(picture);
    };
  }, [client, chatId, id, name]);
  if (wrong) {
    return (
      <p className="aside">
        [<Said>{name}</Said>: {wrong.title}]
      </p>
    );
  }
  if (!found) {
    return (
      <p className="aside">
        [<Said>{name}</Said> …]
      </p>
    );
  }
  const save = async () => {
    const response = await client.attachments.content(chatId, id);
    // Never of a type that a browser would show: a page of its own would be one of this origin.
    saveAs(new Blob([await response.arrayBuffer()]), found.name);
  };
  return (
    <figure className="attachment">
      {found.picture && <img className="picture" src={found.picture} alt={found.name} />}
      <figcaption>
        <button type="button" onClick={() => save().catch((error) => setWrong(wrongOf(error)))}>
          Save <Said>{found.name}</Said>
        </button>{" "}
        {found.type}, {size(found.bytes)}
      </figcaption>
    </figure>
  );
}
