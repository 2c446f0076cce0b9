/** The messages of a call as a ladder, for technicians: who called us on the left, Offhook, whom we called on the right. */

import { Anchor, Group, Paper, Text } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useTrace } from "../../api/queries";
import type { CallWithLegs } from "../../api/types";
import { clock } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { Failure, Loading } from "../../states/States";
import { columnsOf, spanOf, type Trace, type TracedMessage } from "./ladder";

export function Ladder({ call }: { call: CallWithLegs }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details
      className="technical"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>{t("trace.title")}</summary>
      {open && <Loaded call={call} />}
    </details>
  );
}

function Loaded({ call }: { call: CallWithLegs }) {
  const { t } = useTranslation();
  const trace = useTrace(call.id, call.state === "live");
  if (trace.isPending) return <Loading lines={2} height={48} />;
  if (!trace.data) return <Failure error={trace.error} retry={() => void trace.refetch()} />;
  if (trace.data.messages.length === 0)
    return (
      <Text className="quiet">
        {trace.data.kept_days > 0 ? t("trace.empty", { days: trace.data.kept_days }) : t("trace.off")}
      </Text>
    );
  return (
    <Paper withBorder p="md" mt="xs">
      <Group gap="md" mb="sm">
        <Anchor href={`/api/v1/calls/${call.id}/trace.pcapng`} download size="sm" className="mark">
          <Download size={16} aria-hidden="true" />
          {t("trace.download")}
        </Anchor>
        {!trace.data.complete && <Text size="sm">{t("trace.more")}</Text>}
      </Group>
      <Drawn trace={trace.data} />
    </Paper>
  );
}

function Drawn({ trace }: { trace: Trace }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<number | null>(null);
  const columns = columnsOf(trace);
  const grid = { gridTemplateColumns: `6.5rem repeat(${String(columns.length)}, minmax(8rem, 1fr))` };
  return (
    <div className="ladder" role="list" aria-label={t("trace.title")}>
      <div className="ladder-row ladder-head" style={grid} aria-hidden="true">
        <span />
        {columns.map((column) => (
          <span key={column.id}>{column.name}</span>
        ))}
      </div>
      {trace.messages.map((message, place) => (
        <div key={place} role="listitem">
          <Rung
            message={message}
            columns={columns}
            grid={grid}
            open={shown === place}
            toggle={() => {
              setShown(shown === place ? null : place);
            }}
          />
          {shown === place && <pre className="ladder-text">{message.text}</pre>}
        </div>
      ))}
    </div>
  );
}

interface RungProps {
  message: TracedMessage;
  columns: ReturnType<typeof columnsOf>;
  grid: { gridTemplateColumns: string };
  open: boolean;
  toggle: () => void;
}

function Rung({ message, columns, grid, open, toggle }: RungProps) {
  const place = usePlace();
  const span = spanOf(message, columns);
  return (
    <button type="button" className="ladder-row" style={grid} aria-expanded={open} onClick={toggle}>
      <span className="quiet">{clock(message.at, place, true)}</span>
      <span
        className={`ladder-arrow ${message.kind}`}
        style={{ gridColumn: `${String(span.start + 2)} / ${String(span.end + 3)}`, textAlign: "center" }}
      >
        {span.right ? `${message.summary} →` : `← ${message.summary}`}
      </span>
    </button>
  );
}
