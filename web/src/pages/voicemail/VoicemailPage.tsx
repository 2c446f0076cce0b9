/** Messages that callers left: hear them, mark them, see what led to them. */

import { Alert, Anchor, Button, Center, Group, Paper, Text } from "@mantine/core";
import { MailCheck, MailPlus, Voicemail as VoicemailIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";

import { useMarkHeard, useVoicemails } from "../../api/queries";
import type { Voicemail } from "../../api/types";
import { duration, moment } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { PageTitle } from "../../states/PageTitle";
import { Sound } from "../../states/Sound";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { useNow } from "../../states/useNow";
import { useWhoName, WhoText } from "../calls/Who";

export function VoicemailPage() {
  const { t } = useTranslation();
  const messages = useVoicemails();
  const mark = useMarkHeard();
  const now = useNow(60_000);
  const all = messages.data?.pages.flatMap((page) => page.items) ?? [];
  const unheard = all.filter((message) => message.heard_at === null).length;
  const [search] = useSearchParams();
  const wanted = search.get("message"); // a link in an e-mail
  const isShown = all.some((message) => message.id === wanted);
  const { hasNextPage, isFetching, fetchNextPage } = messages;
  useEffect(() => {
    if (wanted && !isShown && hasNextPage && !isFetching) void fetchNextPage();
  }, [wanted, isShown, hasNextPage, isFetching, fetchNextPage]);
  return (
    <>
      <PageTitle title={t("voicemail.title")}>
        {all.length > 0 && (
          <Text size="sm" className="quiet" role="status">
            {unheard > 0 ? t("voicemail.unheard", { count: unheard }) : t("voicemail.allHeard")}
          </Text>
        )}
      </PageTitle>
      {messages.isError && messages.data && <Stale />}
      {mark.isError && (
        <Alert role="alert" color="red" variant="light" mb="sm" py="xs">
          {t("voicemail.failed")}
        </Alert>
      )}
      {messages.isPending ? (
        <Loading lines={4} height={96} />
      ) : !messages.data ? (
        <Failure error={messages.error} retry={() => void messages.refetch()} />
      ) : all.length === 0 ? (
        <Paper withBorder>
          <Empty icon={VoicemailIcon} title={t("voicemail.empty")} hint={t("voicemail.emptyHint")} />
        </Paper>
      ) : (
        <>
          {wanted && !isShown && !hasNextPage && (
            <Alert role="alert" color="yellow" variant="light" mb="sm" py="xs">
              {t("voicemail.gone")}
            </Alert>
          )}
          <Paper withBorder component="ul" className="plain-list" aria-label={t("voicemail.list")}>
            {all.map((message) => (
              <Message
                key={message.id}
                message={message}
                isWanted={message.id === wanted}
                now={now}
                onMark={(heard) => {
                  mark.mutate({ id: message.id, heard });
                }}
              />
            ))}
          </Paper>
          {messages.hasNextPage && (
            <Center mt="md">
              <Button variant="default" loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
                {t("app.showMore")}
              </Button>
            </Center>
          )}
        </>
      )}
    </>
  );
}

interface MessageProps {
  message: Voicemail;
  isWanted: boolean;
  now: number;
  onMark: (heard: boolean) => void;
}

function Message({ message, isWanted, now, onMark }: MessageProps) {
  const { t } = useTranslation();
  const place = usePlace();
  const name = useWhoName();
  const isNew = message.heard_at === null;
  const Icon = isNew ? MailCheck : MailPlus;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isWanted) row.current?.scrollIntoView({ block: "center" });
  }, [isWanted]);
  return (
    <li className="message" ref={row} aria-current={isWanted || undefined}>
      <Group gap={8}>
        <Text component="h2" fz="md" fw={isNew ? 700 : 500}>
          <WhoText who={message.from} />
        </Text>
        {isNew && (
          <span className="mark small tone-info">
            <span className="dot" aria-hidden="true" />
            {t("voicemail.new")}
          </span>
        )}
      </Group>
      <Text size="sm" className="quiet">
        {moment(message.at, place, now)} · {duration(message.duration_seconds)}
        {message.extension && (
          <>
            {" · "}
            {t("voicemail.for", { who: name(message.extension) })}
          </>
        )}
      </Text>
      <Group gap="sm" mt={10}>
        <Sound
          url={message.audio_url}
          label={t("voicemail.play", { who: name(message.from) })}
          file={`offhook-message-${message.id}.wav`}
          onPlay={() => {
            if (isNew) onMark(true);
          }}
        />
        <Button
          variant="default"
          leftSection={<Icon size={16} aria-hidden="true" />}
          onClick={() => {
            onMark(isNew);
          }}
        >
          {isNew ? t("voicemail.markHeard") : t("voicemail.markNew")}
        </Button>
        <Anchor component={Link} to={`/calls/${message.call_id}`} size="sm">
          {t("voicemail.toCall")}
        </Anchor>
      </Group>
    </li>
  );
}
