/** One call: in short, what happened, how it sounded, and what can be heard of it. */

import { Alert, Anchor, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { ArrowLeft, Phone, PhoneOutgoing } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useCall, useMarkHeard, useMe } from "../../api/queries";
import type { CallWithLegs } from "../../api/types";
import { isDiallable, phone } from "../../format/phone";
import { duration, moment } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { PageTitle } from "../../states/PageTitle";
import { Sound } from "../../states/Sound";
import { Failure, Loading, Stale } from "../../states/States";
import { useNow } from "../../states/useNow";
import { Facts } from "./Facts";
import { Journey } from "./Journey";
import { Ladder } from "./Ladder";
import { Legs } from "./Legs";
import { Live } from "./Live";
import { DirectionMark, LockMark, OutcomeMark, OwedMark } from "./Marks";
import { timesOf } from "./outcome";
import { secrecyOf } from "./secrecy";
import { otherSide, useWhoName, WhoText } from "./Who";

export function CallPage() {
  const { id = "" } = useParams();
  const { t } = useTranslation();
  const call = useCall(id);
  return (
    <>
      <Anchor component={Link} to="/calls" size="sm" className="mark" mb="xs">
        <ArrowLeft size={16} aria-hidden="true" />
        {t("call.back")}
      </Anchor>
      {call.isError && call.data && <Stale />}
      {call.isPending ? (
        <>
          <PageTitle title={t("calls.title")} />
          <Loading lines={3} height={120} />
        </>
      ) : !call.data ? (
        <>
          <PageTitle title={t("calls.title")} />
          <Failure error={call.error} retry={() => void call.refetch()} />
        </>
      ) : (
        <Found call={call.data} fetchedAt={call.dataUpdatedAt} />
      )}
    </>
  );
}

function Found({ call, fetchedAt }: { call: CallWithLegs; fetchedAt: number }) {
  const { t } = useTranslation();
  const name = useWhoName();
  const me = useMe().data;
  const title = t(call.direction === "outbound" ? "call.titleTo" : "call.titleFrom", { who: name(otherSide(call)) });
  return (
    <>
      <PageTitle title={title}>
        <Group gap="sm">
          <LockMark secrecy={secrecyOf(call.legs)} />
          {call.owed && <OwedMark />}
          <OutcomeMark call={call} />
        </Group>
      </PageTitle>
      <Stack gap="md">
        {call.owed && <Owed call={call} />}
        <Short call={call} fetchedAt={fetchedAt} />
        {call.state === "live" && <Live id={call.id} />}
        <Heard call={call} />
        <div className="columns">
          <Part title={t("call.journey")}>
            <Paper withBorder p="md">
              <Journey call={call} />
            </Paper>
          </Part>
          {call.legs.length > 0 && (
            <Part title={t("call.legs")} hint={t("call.legsHint")}>
              <Legs call={call} />
            </Part>
          )}
        </div>
        {me?.role === "admin" && <Ladder call={call} />}
      </Stack>
    </>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Group gap="xs" align="baseline" mb={6}>
        <Title order={2}>{title}</Title>
        {hint !== undefined && (
          <Text size="sm" className="quiet">
            {hint}
          </Text>
        )}
      </Group>
      {children}
    </section>
  );
}

function Owed({ call }: { call: CallWithLegs }) {
  const { t } = useTranslation();
  const who = useWhoName()(call.from);
  return (
    <Alert
      variant="light"
      color="orange"
      icon={<PhoneOutgoing size={20} aria-hidden="true" />}
      title={t("call.owedTitle")}
      role="note"
    >
      <Group gap="md">
        <Text size="sm">{t("call.owedText", { who })}</Text>
        {isDiallable(call.from.number) && (
          <Button
            component="a"
            href={`tel:${call.from.number}`}
            size="xs"
            leftSection={<Phone size={14} aria-hidden="true" />}
          >
            {t("call.dial", { number: phone(call.from.number) })}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function Short({ call, fetchedAt }: { call: CallWithLegs; fetchedAt: number }) {
  const { t } = useTranslation();
  const place = usePlace();
  const now = useNow(call.state === "live" ? 1000 : null);
  const times = timesOf(call, fetchedAt, now);
  const sides = ["caller", "callee", "system"] as const;
  const side = sides.find((one) => one === call.hangup_side);
  return (
    <Paper withBorder p="md" component="section" aria-label={t("call.facts")}>
      <Facts
        facts={[
          [
            t("calls.from"),
            <span key="from" className="mark">
              <DirectionMark direction={call.direction} />
              <span>
                <WhoText who={call.from} />
              </span>
            </span>,
          ],
          [t("call.dialled"), phone(call.number)],
          [t("calls.to"), call.to && <WhoText who={call.to} />],
          [t("call.started"), moment(call.started_at, place, now)],
          [t("calls.waiting"), duration(times.waiting)],
          [t("calls.talking"), times.talking === null ? null : duration(times.talking)],
          [t("call.ended"), side && t(`call.side.${side}`)],
          [t("call.reason"), call.reason],
        ]}
      />
    </Paper>
  );
}

function Heard({ call }: { call: CallWithLegs }) {
  const { t } = useTranslation();
  const who = useWhoName()(otherSide(call));
  const mark = useMarkHeard();
  const { recording, voicemail } = call;
  return (
    <>
      {recording && call.recording_url !== null && (
        <Part title={t("call.recording")} {...(call.state === "ended" ? { hint: t("call.recordingHint") } : {})}>
          <Paper withBorder p="md">
            {call.state === "live" ? (
              <Text className="quiet">{t("call.recordingRunning")}</Text>
            ) : (
              <>
                <Sound
                  eager
                  url={call.recording_url}
                  label={t("call.recordingOf", { who })}
                  file={`offhook-call-${call.id}.wav`}
                />
                {!recording.complete && (
                  <Text size="sm" mt="xs" className="tone-warn">
                    {t("call.recordingIncomplete")} {recording.error}
                  </Text>
                )}
              </>
            )}
          </Paper>
        </Part>
      )}
      {voicemail && (
        <Part title={t("call.message")} hint={duration(voicemail.duration_seconds)}>
          <Paper withBorder p="md">
            <Sound
              eager
              url={voicemail.audio_url}
              label={t("voicemail.play", { who })}
              file={`offhook-message-${voicemail.id}.wav`}
              onPlay={() => {
                if (voicemail.heard_at === null) mark.mutate({ id: voicemail.id, heard: true });
              }}
            />
          </Paper>
        </Part>
      )}
    </>
  );
}
