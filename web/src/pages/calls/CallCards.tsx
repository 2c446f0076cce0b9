/** Calls as cards, for narrow screens. */

import { Group, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Call } from "../../api/types";
import { phone } from "../../format/phone";
import { clock, duration, moment } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import type { Day } from "./CallsPage";
import { DirectionMark, OutcomeMark, OwedMark, SoundMarks } from "./Marks";
import { timesOf } from "./outcome";
import { reachedParty, WhoText } from "./Who";

interface Props {
  days: Day[];
  fetchedAt: number;
  now: number;
}

export function CallCards({ days, fetchedAt, now }: Props) {
  return days.map((one) => (
    <section key={one.key} aria-labelledby={`day-${one.key}`}>
      <h2 className="day" id={`day-${one.key}`} style={{ margin: 0 }}>
        {one.words}
      </h2>
      <ul className="plain-list">
        {one.calls.map((call) => (
          <Card key={call.id} call={call} fetchedAt={fetchedAt} now={now} />
        ))}
      </ul>
    </section>
  ));
}

function Card({ call, fetchedAt, now }: { call: Call; fetchedAt: number; now: number }) {
  const { t } = useTranslation();
  const place = usePlace();
  const times = timesOf(call, fetchedAt, now);
  const reached = reachedParty(call);
  return (
    <li className="row card">
      <DirectionMark direction={call.direction} />
      <div className="grow">
        <Group gap={8} wrap="nowrap" align="flex-start" justify="space-between">
          <Link className="cover" to={`/calls/${call.id}`}>
            <WhoText who={call.from} />
            <VisuallyHidden>, {moment(call.started_at, place, now)}</VisuallyHidden>
          </Link>
          <Text size="sm" className="quiet">
            {clock(call.started_at, place)}
          </Text>
        </Group>
        {reached && (
          <Text size="sm">
            → <WhoText who={reached} />
          </Text>
        )}
        {call.direction === "inbound" && (
          <Text size="sm" className="quiet">
            {t("calls.via", { number: phone(call.number) })}
          </Text>
        )}
        <Group gap="xs" mt={4} justify="space-between">
          <Text size="sm" component="span">
            <span className="mark">
              <OutcomeMark call={call} />
              <SoundMarks call={call} />
            </span>
          </Text>
          {call.owed && <OwedMark />}
        </Group>
        <Text size="sm" className="quiet">
          {t("calls.waited", { time: duration(times.waiting) })}
          {times.talking !== null && ` · ${t("calls.talked", { time: duration(times.talking) })}`}
        </Text>
      </div>
    </li>
  );
}
