import { useState } from "react";
import { useConsole } from "../console-context.js";
import { asJson, Failure, jsonTold, Loading, Status, shown, size, When } from "../pieces.js";
import { useReading, type Wrong, wrongOf } from "../reading.js";
import { linkTo } from "../route.js";
import { saveAs } from "../save.js";

/** As much of a text as is shown; the whole of it can be saved. */
const MOST_CHARACTERS = 50_000;

/** An asset: its content, and what it was made of and for. */
export function Asset({ id, changedAt }: { id: string; changedAt: string }) {
  const { client } = useConsole();
  const asset = useReading(
    async (signal) => {
      const params = { path: { asset_id: id } };
      return (await client.api.GET("/assets/{asset_id}", { params, signal })).data;
    },
    [client, id, changedAt],
  );
  const lineage = useReading(
    async (signal) => {
      const params = { path: { asset_id: id } };
      return (await client.api.GET("/assets/{asset_id}/lineage", { params, signal })).data;
    },
    [client, id, changedAt],
  );
  if (!asset.value) {
    return asset.wrong ? (
      <Failure wrong={asset.wrong} again={asset.again} />
    ) : (
      <Loading what="the asset" />
    );
  }
  const { content_info: info, role, schema_definition } = asset.value;
  return (
    <>
      <p className="facts">
        {role}
        {info && (
          <>
            {" "}
            · {info.media_type}, {size(info.bytes)}
          </>
        )}
      </p>
      {info ? (
        <Content key={info.sha256} id={id} name={asset.value.name} mediaType={info.media_type} />
      ) : (
        <p className="aside">It has no content yet.</p>
      )}
      {schema_definition && (
        <details>
          <summary>Schema</summary>
          <pre dir="ltr">{asJson(schema_definition)}</pre>
        </details>
      )}
      <h3>Lineage</h3>
      <Failure wrong={lineage.wrong} again={lineage.again} />
      <ul>
        {lineage.value?.steps.map((use) => (
          <li key={`${use.step_id}${use.relation}${use.mapping}`}>
            {use.relation} by the step <bdi>{use.step_name}</bdi> <Status of={use.status} />{" "}
            <When at={use.completed_at ?? use.started_at} />
          </li>
        ))}
        {lineage.value?.messages.map((use) => (
          <li key={`${use.message_id}${use.relation}`}>
            {use.relation} by{" "}
            <a href={linkTo(["chats", use.chat_id], { at: String(use.sequence_order) })}>
              message {use.sequence_order}
            </a>{" "}
            of the {use.role}, <When at={use.created_at} />
          </li>
        ))}
        {lineage.value?.steps.length === 0 && lineage.value.messages.length === 0 && (
          <li>No step and no message has to do with it.</li>
        )}
      </ul>
    </>
  );
}

function Content({ id, name, mediaType }: { id: string; name: string; mediaType: string }) {
  const { client } = useConsole();
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const isText = /^text\/|json\b|xml\b/.test(mediaType);
  const fetched = async (signal?: AbortSignal, range?: string) => {
    const header = range === undefined ? {} : { Range: range };
    const { data } = await client.api.GET("/assets/{asset_id}/content", {
      params: { path: { asset_id: id }, header },
      parseAs: "blob",
      ...(signal && { signal }),
    });
    return data;
  };
  const { value, ...reading } = useReading(
    async (signal) => {
      if (!isText) return "";
      const blob = await fetched(signal, `bytes=0-${4 * MOST_CHARACTERS}`);
      return await blob.text();
    },
    [client, id],
  );
  const text = value ?? "";
  return (
    <>
      <Failure wrong={wrong ?? reading.wrong} again={reading.again} />
      {isText && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
        <pre dir="auto" tabIndex={0} className="long">
          {told(text, mediaType)}
        </pre>
      )}
      {text.length > MOST_CHARACTERS && <p className="aside">There is more of it: save it.</p>}
      <button
        type="button"
        onClick={() => {
          fetched()
            .then((blob) => saveAs(new Blob([blob]), name))
            .catch((error: unknown) => setWrong(wrongOf(error)));
        }}
      >
        Save the content
      </button>
    </>
  );
}

function told(text: string, mediaType: string): string {
  const part = text.slice(0, MOST_CHARACTERS);
  // Of a part of it JSON makes nothing.
  return mediaType.includes("json") && part === text ? jsonTold(text, text.length) : shown(part);
}
