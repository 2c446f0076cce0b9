/** Calls as a table, for wide screens: the link of a row covers it whole. */

import { Group, Table, VisuallyHidden } from "@mantine/core";
import { Fragment } from "react";
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

export function CallTable({ days, fetchedAt, now }: Props) {
  const { t } = useTranslation();
  return (
    <Table layout="fixed" verticalSpacing={9} horizontalSpacing="sm" aria-label={t("calls.list")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={66}>{t("calls.when")}</Table.Th>
          <Table.Th w={42}>
            <VisuallyHidden>{t("calls.direction")}</VisuallyHidden>
          </Table.Th>
          <Table.Th>{t("calls.from")}</Table.Th>
          <Table.Th>{t("calls.to")}</Table.Th>
          <Table.Th w={146}>{t("calls.number")}</Table.Th>
          <Table.Th w={104} className="figures">
            {t("calls.waiting")}
          </Table.Th>
          <Table.Th w={104} className="figures">
            {t("calls.talking")}
          </Table.Th>
          <Table.Th w="24%">{t("calls.result")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.map((one) => (
          <Fragment key={one.key}>
            <Table.Tr>
              <th colSpan={8} scope="colgroup" className="day">
                {one.words}
              </th>
            </Table.Tr>
            {one.calls.map((call) => (
              <Row key={call.id} call={call} fetchedAt={fetchedAt} now={now} />
            ))}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ call, fetchedAt, now }: { call: Call; fetchedAt: number; now: number }) {
  const place = usePlace();
  const times = timesOf(call, fetchedAt, now);
  const reached = reachedParty(call);
  return (
    <Table.Tr className="row">
      <Table.Td className="quiet nowrap">{clock(call.started_at, place)}</Table.Td>
      <Table.Td>
        <DirectionMark direction={call.direction} />
      </Table.Td>
      <Table.Td>
        <Link className="cover" to={`/calls/${call.id}`}>
          <WhoText who={call.from} />
          <VisuallyHidden>, {moment(call.started_at, place, now)}</VisuallyHidden>
        </Link>
      </Table.Td>
      <Table.Td>{reached ? <WhoText who={reached} /> : <span className="quiet">—</span>}</Table.Td>
      <Table.Td className="nowrap">{call.direction === "inbound" && phone(call.number)}</Table.Td>
      <Table.Td className="figures">{duration(times.waiting)}</Table.Td>
      <Table.Td className="figures">{times.talking === null ? <span className="quiet">—</span> : duration(times.talking)}</Table.Td>
      <Table.Td>
        <Group gap="2px 12px" justify="space-between">
          <span className="mark">
            <OutcomeMark call={call} />
            <SoundMarks call={call} />
          </span>
          {call.owed && <OwedMark />}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
