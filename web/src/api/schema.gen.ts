// Made by `npm run api` from docs/openapi.json. Do not edit.

export interface paths {
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a session
         * @description Open a session: the answer sets its cookie.
         *
         *     A problem of the type `urn:offhook:second-factor` (401) asks for the same again with a `code`.
         */
        post: operations["post_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session; without one nothing happens
         * @description End the session; without one nothing happens.
         */
        post: operations["post_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say who is logged in
         * @description Say who is logged in.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List where this login is logged in by browser
         * @description List where this login is logged in by browser.
         */
        get: operations["get_me_sessions"];
        put?: never;
        post?: never;
        /**
         * End all own sessions but the one that asks
         * @description End all own sessions but the one that asks.
         */
        delete: operations["delete_me_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the own sessions
         * @description End one of the own sessions.
         */
        delete: operations["delete_me_sessions_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List where a login is logged in by browser
         * @description List where a login is logged in by browser.
         */
        get: operations["get_users_sessions"];
        put?: never;
        post?: never;
        /**
         * Log a login out everywhere
         * @description Log a login out everywhere.
         */
        delete: operations["delete_users_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what may be done, by which roles, and what this login may
         * @description List what may be done, by which roles, and what this login may.
         */
        get: operations["get_permissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who may log in
         * @description List who may log in.
         */
        get: operations["get_users"];
        put?: never;
        /**
         * Make a login. Nobody gives rights beyond the own ones
         * @description Make a login. Nobody gives rights beyond the own ones.
         */
        post: operations["post_users"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one login
         * @description Show one login.
         */
        get: operations["get_users_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a login with its sessions and tokens; the person, and what it did, stay
         * @description Remove a login with its sessions and tokens; the person, and what it did, stay.
         */
        delete: operations["delete_users_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a login
         * @description Change a login: its role, groups and person, or shut it out. The last administrator stays, as do own rights.
         */
        patch: operations["patch_users_by_id"];
        trace?: never;
    };
    "/api/v1/users/{user_id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let somebody set a password by a link, which is mailed; older links of the login work no more
         * @description Let somebody set a password by a link, which is mailed; older links of the login work no more.
         *
         *     Where this server sends no mail, or the login has no address, the link is in the answer.
         */
        post: operations["post_users_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed to whose password is forgotten; the answer does not tell whether there is such a login
         * @description Have a link mailed to whose password is forgotten; the answer does not tell whether there is such a login.
         */
        post: operations["post_password_resets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the password by a link
         * @description Set the password by a link: it works once, and all sessions of the login end.
         */
        post: operations["post_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the own password; all other sessions end
         * @description Change the own password; all other sessions end.
         */
        put: operations["put_me_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how the own second factor stands
         * @description Say how the own second factor stands.
         */
        get: operations["get_me_second_factor"];
        /**
         * Switch the second factor on by a code of the app; the answer has the recovery codes
         * @description Switch the second factor on by a code of the app; the answer has the recovery codes.
         */
        put: operations["put_me_second_factor"];
        /**
         * Make a secret for an app that shows codes; begun anew, it is another one
         * @description Make a secret for an app that shows codes; begun anew, it is another one.
         */
        post: operations["post_me_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes; the old ones work no more
         * @description Make new recovery codes; the old ones work no more.
         */
        post: operations["post_me_second_factor_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/second-factor/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget the second factor and its recovery codes
         * @description Forget the second factor and its recovery codes.
         */
        post: operations["post_me_second_factor_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take away the second factor of somebody who lost the app and the recovery codes
         * @description Take away the second factor of somebody who lost the app and the recovery codes.
         */
        delete: operations["delete_users_second_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the own tokens
         * @description List the own tokens.
         */
        get: operations["get_tokens"];
        put?: never;
        /**
         * Make a token
         * @description Make a token: it may what its scopes say, and never more than its login may at the moment of a request.
         */
        post: operations["post_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tokens of all logins of the company
         * @description List the tokens of all logins of the company.
         */
        get: operations["get_tokens_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token
         * @description Revoke a token: the next request with it is refused. Others' only by an administrator.
         */
        delete: operations["delete_tokens_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the calls that go on now
         * @description List the calls that go on now.
         */
        get: operations["get_calls_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/live/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a call that goes on now; one that is over is in the history
         * @description Show a call that goes on now; one that is over is in the history: `GET /calls/{id}`.
         */
        get: operations["get_calls_live_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer a call
         * @description Transfer a call: to a number (blind), or by joining it with another call of the same person (attended).
         */
        post: operations["post_calls_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/park": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the other party of a conversation wait on a slot, until anybody takes it
         * @description Let the other party of a conversation wait on a slot, until anybody takes it.
         */
        post: operations["post_calls_park"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/retrieve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a parked call
         * @description Take a parked call: the phones ring, and who answers talks with who waited.
         */
        post: operations["post_calls_retrieve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call somebody into a conversation
         * @description Call somebody into a conversation: who answers talks with all who are in it; meanwhile they talk on.
         */
        post: operations["post_calls_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/play": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something to those who talk, or to one of them
         * @description Say something to those who talk, or to one of them: they go on hearing each other.
         */
        post: operations["post_calls_play"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/legs/{leg_id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let nobody in a conversation or conference hear one of its parties, or all again
         * @description Let nobody in a conversation or conference hear one of its parties, or all again.
         */
        post: operations["post_calls_legs_mute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/play/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End what is being said to those who talk
         * @description End what is being said to those who talk: they hear each other as before.
         */
        post: operations["post_calls_play_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/legs/{leg_id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a party on hold, or take it back
         * @description Put a party on hold, or take it back: it hears music meanwhile, hears nobody, and nobody hears it.
         */
        post: operations["post_calls_legs_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/legs/{leg_id}/digits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a party keys, as if they were pressed on a telephone; the history tells how many, not which
         * @description Send a party keys, as if they were pressed on a telephone; the history tells how many, not which.
         */
        post: operations["post_calls_legs_digits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/legs/{leg_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hang up one party of a conference
         * @description Hang up one party of a conference.
         */
        post: operations["post_calls_legs_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/supervise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Listen to a conversation, whisper to the agent, barge in, or take over
         * @description Listen to a conversation, whisper to the agent, barge in, or take over: the supervisor's phones ring first.
         */
        post: operations["post_calls_supervise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin, end, pause or take up the recording of a conversation; what is so already is accepted
         * @description Begin, end, pause or take up the recording of a conversation; what is so already is accepted.
         */
        post: operations["post_calls_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/hangup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a call for all its parties
         * @description End a call for all its parties.
         */
        post: operations["post_calls_hangup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List calls, newest first
         * @description List calls, newest first: all, or those that are looked for.
         */
        get: operations["get_calls"];
        put?: never;
        /**
         * Order a call
         * @description Order a call: the person's telephones ring; when the person answers, the other side is called.
         */
        post: operations["post_calls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give calls as a table, newest first
         * @description Give calls as a table, newest first: times in the company's zone, headings in its language where we know it.
         */
        get: operations["get_calls_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one call with its legs
         * @description Show one call with its legs.
         */
        get: operations["get_calls_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give the recording of a call as WAV; one that is still being written is given as far as it is
         * @description Give the recording of a call as WAV; one that is still being written is given as far as it is.
         */
        get: operations["get_calls_recording"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the SIP messages and RTCP reports of a call; none when they are too old, or are not kept
         * @description Show the SIP messages and RTCP reports of a call; none when they are too old, or are not kept.
         */
        get: operations["get_calls_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{call_id}/trace.pcapng": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give the messages of a call as a capture file; 404 when none are kept
         * @description Give the messages of a call as a capture file; 404 when none are kept.
         */
        get: operations["get_calls_trace_pcapng"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages, newest first
         * @description List messages, newest first.
         */
        get: operations["get_voicemails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails/{voicemail_id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give a message as WAV
         * @description Give a message as WAV.
         */
        get: operations["get_voicemails_audio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/voicemails/{voicemail_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a message; for some days that can be taken back
         * @description Delete a message; for some days that can be taken back.
         */
        delete: operations["delete_voicemails_by_id"];
        options?: never;
        head?: never;
        /**
         * Mark a message heard or new, delete it or take that back; the telephone's message lamp follows
         * @description Mark a message heard or new, delete it or take that back; the telephone's message lamp follows.
         */
        patch: operations["patch_voicemails_by_id"];
        trace?: never;
    };
    "/api/v1/voicemails/{voicemail_id}/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message on
         * @description Send a message on: it lies in the other mailbox as a new one, and is mailed as others are.
         */
        post: operations["post_voicemails_forward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the extensions
         * @description List the extensions.
         */
        get: operations["get_extensions"];
        put?: never;
        /**
         * Make a conference, a mailbox, an echo test, a group to page, a queue's or a scenario's number
         * @description Make a conference, a mailbox, an echo test, a group to page, a queue's or a scenario's number.
         */
        post: operations["post_extensions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/extensions/{extension_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a service away; who talks by it talks on. What scenarios, mailboxes or queues lead to stays
         * @description Take a service away; who talks by it talks on. What scenarios, mailboxes or queues lead to stays.
         */
        delete: operations["delete_extensions_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a service; who is in a conference stays in it as it began
         * @description Change a service; who is in a conference stays in it as it began.
         */
        patch: operations["patch_extensions_by_id"];
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List devices with their registrations
         * @description List devices with their registrations.
         */
        get: operations["get_devices"];
        put?: never;
        /**
         * Add a SIP account for a telephone or program
         * @description Add a SIP account for a telephone or program.
         */
        post: operations["post_devices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a SIP account away
         * @description Take a SIP account away: its telephone registers no more; who talks by it talks on.
         */
        delete: operations["delete_devices_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a device's settings; calls that run keep theirs
         * @description Change a device's settings; calls that run keep theirs.
         */
        patch: operations["patch_devices_by_id"];
        trace?: never;
    };
    "/api/v1/trunks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List trunks with their live status
         * @description List trunks with their live status.
         */
        get: operations["get_trunks"];
        put?: never;
        /**
         * Add a trunk; it is used within a second
         * @description Add a trunk; it is used within a second.
         */
        post: operations["post_trunks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trunks/{trunk_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one trunk with its live status
         * @description Show one trunk with its live status.
         */
        get: operations["get_trunks_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a trunk that no number, route or other trunk needs; calls that run go on
         * @description Remove a trunk that no number, route or other trunk needs; calls that run go on.
         *
         *     `errors` of a 409 name what needs it: `numbers`, `routes` (their prefixes) and `trunks` that it stands in for.
         */
        delete: operations["delete_trunks_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a trunk's settings; calls that run keep theirs
         * @description Change a trunk's settings; calls that run keep theirs.
         */
        patch: operations["patch_trunks_by_id"];
        trace?: never;
    };
    "/api/v1/trunk-presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gateways that can be trunks; their settings fill a form, and nothing refers to them later
         * @description List gateways that can be trunks; their settings fill a form, and nothing refers to them later.
         */
        get: operations["get_trunk_presets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/device-presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List gateways that can be devices
         * @description List gateways that can be devices.
         */
        get: operations["get_device_presets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the routes, the longest prefix first
         * @description List the routes, the longest prefix first.
         */
        get: operations["get_routes"];
        /**
         * Put these routes in the place of all that there are
         * @description Put these routes in the place of all that there are.
         */
        put: operations["put_routes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/routes/rehearsal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say what would happen if an extension dialled this now; nothing is called
         * @description Say what would happen if an extension dialled this now; nothing is called.
         */
        get: operations["get_routes_rehearsal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/number-formats/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how a trunk with these formats would write a number, and read it
         * @description Say how a trunk with these formats would write a number, and read it.
         */
        post: operations["post_number_formats_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites with what is taken of their lines
         * @description List sites with what is taken of their lines.
         */
        get: operations["get_sites"];
        put?: never;
        /**
         * Add a site; new calls count there at once
         * @description Add a site; new calls count there at once.
         */
        post: operations["post_sites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sites/{site_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one site with what is taken of its line
         * @description Show one site with what is taken of its line.
         */
        get: operations["get_sites_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a site; its telephones are bound by no line then, unless another site has their address
         * @description Remove a site; its telephones are bound by no line then, unless another site has their address.
         */
        delete: operations["delete_sites_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a site; calls that run keep what they have
         * @description Change a site; calls that run keep what they have.
         */
        patch: operations["patch_sites_by_id"];
        trace?: never;
    };
    "/api/v1/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List numbers
         * @description List numbers.
         */
        get: operations["get_numbers"];
        put?: never;
        /**
         * Add a number of the company; no other company of the installation has it
         * @description Add a number of the company; no other company of the installation has it.
         */
        post: operations["post_numbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{number_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Give a number up
         * @description Give a number up: calls to it are refused, and nobody shows it any more. Calls of before stay in the history.
         */
        delete: operations["delete_numbers_by_id"];
        options?: never;
        head?: never;
        /**
         * Name a number, say by which trunk it comes, or let another scenario answer it
         * @description Name a number, say by which trunk it comes, or let another scenario answer it: no telephone need be touched.
         */
        patch: operations["patch_numbers_by_id"];
        trace?: never;
    };
    "/api/v1/numbers/{number_id}/asking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say where a number asks; 404 of one that asks nobody
         * @description Say where a number asks; 404 of one that asks nobody.
         */
        get: operations["get_numbers_asking"];
        /**
         * Let a number ask from its next call on. When it asked nobody before, a secret is made and shown this once
         * @description Let a number ask from its next call on. When it asked nobody before, a secret is made and shown this once.
         */
        put: operations["put_numbers_asking"];
        post?: never;
        /**
         * Let the number's own scenario answer again without a question
         * @description Let the number's own scenario answer again without a question.
         */
        delete: operations["delete_numbers_asking"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/numbers/{number_id}/asking/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret, shown this once. For 24 hours questions are signed with the former one as well
         * @description Make a new secret, shown this once. For 24 hours questions are signed with the former one as well.
         */
        post: operations["post_numbers_asking_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/node-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what scenarios are made of
         * @description List what scenarios are made of.
         */
        get: operations["get_scenarios_node_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what keeps a graph from being published, and what to do about it
         * @description Say what keeps a graph from being published, and what to do about it.
         */
        post: operations["post_scenarios_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what would become of a caller; nobody is called
         * @description Say what would become of a caller; nobody is called.
         */
        post: operations["post_scenarios_rehearse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/rehearse-history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which calls of the past would end otherwise, 500 at most; what their journeys do not tell is assumed
         * @description Say which calls of the past would end otherwise, 500 at most; what their journeys do not tell is assumed.
         */
        post: operations["post_scenarios_rehearse_history"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scenarios
         * @description List scenarios.
         */
        get: operations["get_scenarios"];
        put?: never;
        /**
         * Add a scenario; it answers nothing until it is published
         * @description Add a scenario; it answers nothing until it is published.
         */
        post: operations["post_scenarios"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one scenario; the `ETag` is of its graph
         * @description Show one scenario; the `ETag` is of its graph.
         */
        get: operations["get_scenarios_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a scenario with all its versions; no number, extension or other scenario may need it
         * @description Remove a scenario with all its versions; no number, extension or other scenario may need it.
         */
        delete: operations["delete_scenarios_by_id"];
        options?: never;
        head?: never;
        /**
         * Give a scenario another name
         * @description Give a scenario another name.
         */
        patch: operations["patch_scenarios_by_id"];
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one version, such as the one that a call of the history went through
         * @description Show one version, such as the one that a call of the history went through.
         */
        get: operations["get_scenarios_versions_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save the draft, loose ends and all; 412 when somebody else changed it since
         * @description Save the draft, loose ends and all; 412 when somebody else changed it since.
         */
        put: operations["put_scenarios_draft"];
        post?: never;
        /**
         * Throw the draft away; the published version is drawn on from then
         * @description Throw the draft away; the published version is drawn on from then.
         */
        delete: operations["delete_scenarios_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the draft answer from the next call on; 422 with all faults when a caller could be lost in it
         * @description Let the draft answer from the next call on; 422 with all faults when a caller could be lost in it.
         */
        post: operations["post_scenarios_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an earlier version answer again; 422 with all faults when something that it needs is gone
         * @description Let an earlier version answer again; 422 with all faults when something that it needs is gone.
         */
        post: operations["post_scenarios_roll_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scenarios/{scenario_id}/stand-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let another scenario answer wherever this one is named, from the next call on
         * @description Let another scenario answer wherever this one is named, from the next call on.
         *
         *     That is by numbers, extensions and other scenarios; calls that run go on as they began. 422 with all faults when
         *     callers would go round for ever.
         */
        put: operations["put_scenarios_stand_in"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules with what they say now
         * @description List schedules with what they say now.
         */
        get: operations["get_schedules"];
        put?: never;
        /**
         * Add a schedule
         * @description Add a schedule.
         */
        post: operations["post_schedules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one schedule with what it says now
         * @description Show one schedule with what it says now.
         */
        get: operations["get_schedules_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a schedule that no scenario and no person goes by
         * @description Remove a schedule that no scenario and no person goes by.
         */
        delete: operations["delete_schedules_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a schedule; the next caller goes by it
         * @description Change a schedule; the next caller goes by it.
         */
        patch: operations["patch_schedules_by_id"];
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say by hand that it is open or closed, or let the hours say it again
         * @description Say by hand that it is open or closed, or let the hours say it again.
         */
        put: operations["put_schedules_switch"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the lists with all their numbers
         * @description List the lists with all their numbers.
         */
        get: operations["get_lists"];
        put?: never;
        /**
         * Add a list
         * @description Add a list.
         */
        post: operations["post_lists"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{list_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one list
         * @description Show one list.
         */
        get: operations["get_lists_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a list that no scenario, queue, recording rule or person asks
         * @description Remove a list that no scenario, queue, recording rule or person asks.
         */
        delete: operations["delete_lists_by_id"];
        options?: never;
        head?: never;
        /**
         * Name a list, or replace all its numbers; the next caller is asked by it
         * @description Name a list, or replace all its numbers; the next caller is asked by it.
         */
        patch: operations["patch_lists_by_id"];
        trace?: never;
    };
    "/api/v1/lists/{list_id}/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put numbers on a list; all of them, or none when one is no number
         * @description Put numbers on a list; all of them, or none when one is no number.
         */
        post: operations["post_lists_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{list_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take numbers off a list
         * @description Take numbers off a list.
         */
        post: operations["post_lists_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List prompts
         * @description List prompts.
         */
        get: operations["get_prompts"];
        put?: never;
        /**
         * Add a prompt that is spoken from a text
         * @description Add a prompt that is spoken from a text.
         */
        post: operations["post_prompts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/{prompt_id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give a prompt as WAV
         * @description Give a prompt as WAV.
         */
        get: operations["get_prompts_audio"];
        /**
         * Let a prompt be the sound that is sent
         * @description Let a prompt be the sound that is sent.
         */
        put: operations["put_prompts_audio"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/voices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell in which languages and voices texts can be spoken here
         * @description Tell in which languages and voices texts can be spoken here.
         */
        get: operations["get_prompts_voices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/speech": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a prompt that is spoken from a text, in a voice and at a speed; its text is kept and may be changed
         * @description Add a prompt that is spoken from a text, in a voice and at a speed; its text is kept and may be changed.
         */
        post: operations["post_prompts_speech"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a prompt with the sound that is sent
         * @description Add a prompt with the sound that is sent.
         */
        post: operations["post_prompts_uploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/{prompt_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a prompt that no scenario says, or that is there in another language
         * @description Remove a prompt that no scenario says, or that is there in another language.
         */
        delete: operations["delete_prompts_by_id"];
        options?: never;
        head?: never;
        /**
         * Let a prompt say another text; the next caller hears it
         * @description Let a prompt say another text; the next caller hears it.
         */
        patch: operations["patch_prompts_by_id"];
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List queues
         * @description List queues.
         */
        get: operations["get_queues"];
        put?: never;
        /**
         * Add a queue
         * @description Add a queue.
         */
        post: operations["post_queues"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{queue_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one queue
         * @description Show one queue.
         */
        get: operations["get_queues_by_id"];
        /**
         * Put these settings in the place of all that the queue has; who waits keeps the place
         * @description Put these settings in the place of all that the queue has; who waits keeps the place.
         */
        put: operations["put_queues_by_id"];
        post?: never;
        /**
         * Remove a queue that no scenario and no number leads to and no recording rule names
         * @description Remove a queue that no scenario and no number leads to and no recording rule names.
         */
        delete: operations["delete_queues_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{queue_id}/dialling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Begin or end the dialling of owed calls; who is being called is not cut off
         * @description Begin or end the dialling of owed calls; who is being called is not cut off.
         */
        put: operations["put_queues_dialling"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues/{queue_id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who waits, what the agents do, and how the day goes
         * @description Show who waits, what the agents do, and how the day goes.
         */
        get: operations["get_queues_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the agents of all queues with what they do; to an agent itself only
         * @description List the agents of all queues with what they do; to an agent itself only.
         */
        get: operations["get_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{extension_id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sign an agent in or out, or begin or end its break; an agent may do so itself
         * @description Sign an agent in or out, or begin or end its break; an agent may do so itself.
         */
        put: operations["put_agents_state"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rules in the order in which they are asked
         * @description List the rules in the order in which they are asked.
         */
        get: operations["get_recording_rules"];
        put?: never;
        /**
         * Add a rule; the next conversation is judged by it
         * @description Add a rule; the next conversation is judged by it.
         */
        post: operations["post_recording_rules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recording-rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one rule
         * @description Show one rule.
         */
        get: operations["get_recording_rules_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a rule; what it recorded is kept as long as it said
         * @description Remove a rule; what it recorded is kept as long as it said.
         */
        delete: operations["delete_recording_rules_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a rule or its place. Conversations that run, and recordings that exist, keep what was said of them
         * @description Change a rule or its place. Conversations that run, and recordings that exist, keep what was said of them.
         */
        patch: operations["patch_recording_rules_by_id"];
        trace?: never;
    };
    "/api/v1/recordings/{recording_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the links to a recording, those too that are good no longer
         * @description List the links to a recording, those too that are good no longer.
         */
        get: operations["get_recordings_links"];
        put?: never;
        /**
         * Make a link to a recording; the history of the call says who did
         * @description Make a link to a recording; the history of the call says who did.
         */
        post: operations["post_recordings_links"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{recording_id}/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a link
         * @description Revoke a link: it leads nowhere from this moment on.
         */
        delete: operations["delete_recordings_links_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List recordings, newest first
         * @description List recordings, newest first: all, those with a number on either side, or those of a call.
         */
        get: operations["get_recordings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{recording_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one recording
         * @description Show one recording.
         */
        get: operations["get_recordings_by_id"];
        put?: never;
        post?: never;
        /**
         * Delete the sound of a recording; the history says who did. One on hold, or of a call that goes on, stays
         * @description Delete the sound of a recording; the history says who did. One on hold, or of a call that goes on, stays.
         */
        delete: operations["delete_recordings_by_id"];
        options?: never;
        head?: never;
        /**
         * Keep a recording whatever its rule says (legal hold), or no longer; the history says who did
         * @description Keep a recording whatever its rule says (legal hold), or no longer; the history says who did.
         */
        patch: operations["patch_recordings_by_id"];
        trace?: never;
    };
    "/api/v1/recordings/{recording_id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give a recording as WAV, as it was recorded
         * @description Give a recording as WAV, as it was recorded.
         */
        get: operations["get_recordings_audio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{recording_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the whole recording, and say whether it is what it was at the end of its call
         * @description Read the whole recording, and say whether it is what it was at the end of its call.
         */
        post: operations["post_recordings_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sealing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys, with how many files are sealed with each
         * @description List the keys, with how many files are sealed with each: after a change the old one's number goes to 0.
         */
        get: operations["get_sealing_keys"];
        put?: never;
        /**
         * Make a new key
         * @description Make a new key: new files are sealed with it, old ones stay readable and are sealed anew in the background.
         *
         *     Wished for again within a minute, it is the same key.
         */
        post: operations["post_sealing_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owed-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List whom the company owes a call; an agent sees own ones and those of nobody in particular
         * @description List whom the company owes a call; an agent sees own ones and those of nobody in particular.
         */
        get: operations["get_owed_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/owed-calls/{owed_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one
         * @description Show one.
         */
        get: operations["get_owed_calls_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give it to somebody, put it off, or write a note
         * @description Give it to somebody, put it off, or write a note.
         */
        patch: operations["patch_owed_calls_by_id"];
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell what happens, as it happens, as server-sent events
         * @description Tell what happens, as it happens, as server-sent events.
         *
         *     An event comes as the lines `id`, `event` (the kind) and `data` (the whole event as JSON). Every 15 seconds
         *     without one a comment comes. When the connection ends, connect again with the last id in the header `Last-Event-ID`, as
         *     an `EventSource` does by itself: what happened meanwhile comes first, nothing is left out and nothing comes twice.
         *     Without it you get what happens from now on. The event `gap` comes first where your id is older than what is kept;
         *     the event `end` says why a stream ends that could have gone on, as when you were logged out.
         *
         *     Each event has an `id` that rises, the time `at`, its `kind`, the id of its `call` or null, and `data`:
         *
         *     | kind | when | data |
         *     | --- | --- | --- |
         *     | `call.appeared` | Somebody calls; `number` is what was dialled. | `direction`, `from`, `number` |
         *     | `call.ringing` | It rings at `who`: once for each person or outside number, however many telephones they have. | `direction`, `from`, `number`, `who` |
         *     | `call.answered` | Two people talk for the first time in this call. | `direction`, `from`, `number`, `to`, `waiting_seconds` |
         *     | `call.held` | `by` put the other on hold. | `by` |
         *     | `call.resumed` | `by` talks again. | `by` |
         *     | `call.transferred` | `by` has connected `who` with `to`. `how` is `blind` or `attended`; `second_call` is the call in which `by` had talked with `to`, which ends by that. | `by`, `who`, `to`, `how`, `second_call` |
         *     | `call.ended` | The call is over; `result` and `hangup_side` are as in `GET /calls/{id}`, `to` is who talked first. | `direction`, `from`, `number`, `to`, `result`, `hangup_side`, `reason`, `waiting_seconds`, `talking_seconds`, `owed` |
         *     | `agent.state` | An agent of queues does something else: `available`, `ringing`, `busy`, `after_call`, `break` (with a `reason`), `away` (no telephone) or `signed_out`. | `agent`, `state`, `reason`, `queue_ids` |
         *     | `queue.state` | How a queue stands, at most three times a second: who waits, and how many agents do what. | `queue_id`, `name`, `waiting`, `longest_since`, `agents` |
         *     | `registration` | A telephone can be reached from now on (`online`), or not any more; `who` is whose it is. | `device_id`, `username`, `label`, `who`, `online` |
         *     | `recording.ready` | A recording can be heard: `GET /recordings/{id}`; not `complete` where something of it is lost. | `direction`, `from`, `number`, `to`, `id`, `duration_seconds`, `complete` |
         *     | `voicemail.left` | A caller left a message in a box: `GET /voicemails/{id}`. | `from`, `box`, `id`, `duration_seconds` |
         *     | `owed_call.made` | Nobody answered a caller, who is to be called back: `GET /owed-calls/{id}`. | `id`, `number`, `name`, `owner_id` |
         *     | `owed_call.closed` | Somebody talked to who was to be called back, in the call that the event names. | `id`, `number`, `name`, `owner_id` |
         *
         *     Events are kept for 7 days. An agent gets those that concern it.
         */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events after an id, oldest first
         * @description List events after an id, oldest first.
         *
         *     Ask again with `last` as `after`; ask at once where there were as many as `limit`. `gap`: your id is older than what
         *     is kept, so something may be missing before these.
         *
         *     Each event has an `id` that rises, the time `at`, its `kind`, the id of its `call` or null, and `data`:
         *
         *     | kind | when | data |
         *     | --- | --- | --- |
         *     | `call.appeared` | Somebody calls; `number` is what was dialled. | `direction`, `from`, `number` |
         *     | `call.ringing` | It rings at `who`: once for each person or outside number, however many telephones they have. | `direction`, `from`, `number`, `who` |
         *     | `call.answered` | Two people talk for the first time in this call. | `direction`, `from`, `number`, `to`, `waiting_seconds` |
         *     | `call.held` | `by` put the other on hold. | `by` |
         *     | `call.resumed` | `by` talks again. | `by` |
         *     | `call.transferred` | `by` has connected `who` with `to`. `how` is `blind` or `attended`; `second_call` is the call in which `by` had talked with `to`, which ends by that. | `by`, `who`, `to`, `how`, `second_call` |
         *     | `call.ended` | The call is over; `result` and `hangup_side` are as in `GET /calls/{id}`, `to` is who talked first. | `direction`, `from`, `number`, `to`, `result`, `hangup_side`, `reason`, `waiting_seconds`, `talking_seconds`, `owed` |
         *     | `agent.state` | An agent of queues does something else: `available`, `ringing`, `busy`, `after_call`, `break` (with a `reason`), `away` (no telephone) or `signed_out`. | `agent`, `state`, `reason`, `queue_ids` |
         *     | `queue.state` | How a queue stands, at most three times a second: who waits, and how many agents do what. | `queue_id`, `name`, `waiting`, `longest_since`, `agents` |
         *     | `registration` | A telephone can be reached from now on (`online`), or not any more; `who` is whose it is. | `device_id`, `username`, `label`, `who`, `online` |
         *     | `recording.ready` | A recording can be heard: `GET /recordings/{id}`; not `complete` where something of it is lost. | `direction`, `from`, `number`, `to`, `id`, `duration_seconds`, `complete` |
         *     | `voicemail.left` | A caller left a message in a box: `GET /voicemails/{id}`. | `from`, `box`, `id`, `duration_seconds` |
         *     | `owed_call.made` | Nobody answered a caller, who is to be called back: `GET /owed-calls/{id}`. | `id`, `number`, `name`, `owner_id` |
         *     | `owed_call.closed` | Somebody talked to who was to be called back, in the call that the event names. | `id`, `number`, `name`, `owner_id` |
         *
         *     Events are kept for 7 days. An agent gets those that concern it.
         */
        get: operations["get_events_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the people
         * @description List the people.
         */
        get: operations["get_people"];
        put?: never;
        /**
         * Add a person; telephones come by `POST /devices`, a login by `POST /users`
         * @description Add a person; telephones come by `POST /devices`, a login by `POST /users`.
         */
        post: operations["post_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a person away with the extension, unless calls are led there
         * @description Take a person away with the extension, unless calls are led there: `hand-over` says who takes over.
         */
        delete: operations["delete_people_by_id"];
        options?: never;
        head?: never;
        /**
         * Change what a person may do, from the next call on, and how colleagues find the person
         * @description Change what a person may do, from the next call on, and how colleagues find the person.
         */
        patch: operations["patch_people_by_id"];
        trace?: never;
    };
    "/api/v1/people/{person_id}/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give all that leads to a person to a successor
         * @description Give all that leads to a person to a successor: contacts, owed calls, and from the next call on all calls.
         */
        post: operations["post_people_hand_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show what each person does at this moment, and took, made and missed today
         * @description Show what each person does at this moment, and took, made and missed today.
         */
        get: operations["get_workload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List colleagues by name; those who are hidden are not among them
         * @description List colleagues by name; those who are hidden are not among them.
         */
        get: operations["get_directory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/directory/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the departments of those who are listed
         * @description List the departments of those who are listed.
         */
        get: operations["get_directory_departments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/company/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an archive of the company made; `GET /company/exports` says when it is ready
         * @description Have an archive of the company made; `GET /company/exports` says when it is ready.
         */
        post: operations["post_company_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/company/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the archives that are kept
         * @description List the archives that are kept.
         */
        get: operations["get_company_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/company/exports/{export_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give an archive that is ready
         * @description Give an archive that is ready.
         */
        get: operations["get_company_exports_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/company/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete an archive; one that is being made is given up
         * @description Delete an archive; one that is being made is given up.
         */
        delete: operations["delete_company_exports_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{company_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an archive of a customer made, such as of one who leaves
         * @description Have an archive of a customer made, such as of one who leaves.
         */
        post: operations["post_companies_export"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{company_id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the archives of a customer
         * @description List the archives of a customer.
         */
        get: operations["get_companies_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{company_id}/exports/{export_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give an archive of a customer that is ready
         * @description Give an archive of a customer that is ready.
         */
        get: operations["get_companies_exports_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the branches
         * @description List the branches.
         */
        get: operations["get_branches"];
        put?: never;
        /**
         * Add a branch; then people, numbers and sites can be put there
         * @description Add a branch; then people, numbers and sites can be put there.
         */
        post: operations["post_branches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branches/{branch_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one branch
         * @description Show one branch.
         */
        get: operations["get_branches_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a branch to which nothing belongs any more
         * @description Remove a branch to which nothing belongs any more.
         */
        delete: operations["delete_branches_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a branch; calls that run keep what they began with
         * @description Change a branch; calls that run keep what they began with.
         */
        patch: operations["patch_branches_by_id"];
        trace?: never;
    };
    "/api/v1/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the departments
         * @description List the departments.
         */
        get: operations["get_departments"];
        put?: never;
        /**
         * Add a department; then people can be put into it
         * @description Add a department; then people can be put into it.
         */
        post: operations["post_departments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/departments/{department_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one department
         * @description Show one department.
         */
        get: operations["get_departments_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a department in which nobody is
         * @description Remove a department in which nobody is.
         */
        delete: operations["delete_departments_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a department; its people come along to another branch
         * @description Change a department; its people come along to another branch.
         */
        patch: operations["patch_departments_by_id"];
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List contacts by name
         * @description List contacts by name.
         */
        get: operations["get_contacts"];
        put?: never;
        /**
         * Add a contact; the next call from one of its numbers shows the name
         * @description Add a contact; the next call from one of its numbers shows the name.
         */
        post: operations["post_contacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give all contacts as a sheet (CSV, UTF-8), which `import` takes again
         * @description Give all contacts as a sheet (CSV, UTF-8), which `import` takes again.
         */
        get: operations["get_contacts_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a sheet (CSV)
         * @description Take a sheet (CSV): contacts with the same name and one of the numbers are changed, the others added.
         *
         *     All lines or, where one has a fault, none; each fault is told with its line.
         */
        post: operations["post_contacts_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one contact
         * @description Show one contact.
         */
        get: operations["get_contacts_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a contact; past calls keep the name
         * @description Remove a contact; past calls keep the name.
         */
        delete: operations["delete_contacts_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description Change a contact.
         */
        patch: operations["patch_contacts_by_id"];
        trace?: never;
    };
    "/api/v1/extensions/{extension_id}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how a person wants to be called
         * @description Show how a person wants to be called.
         */
        get: operations["get_extensions_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how a person wants to be called; the next call goes by it
         * @description Change how a person wants to be called; the next call goes by it.
         */
        patch: operations["patch_extensions_rules"];
        trace?: never;
    };
    "/api/v1/company": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how the company is set up
         * @description Say how the company is set up.
         */
        get: operations["get_company"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings; calls that run keep theirs
         * @description Change settings; calls that run keep theirs.
         */
        patch: operations["patch_company"];
        trace?: never;
    };
    "/api/v1/company/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the feature codes
         * @description List the feature codes.
         */
        get: operations["get_company_codes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change feature codes; calls that run keep theirs. Codes that begin one another or an extension are refused
         * @description Change feature codes; calls that run keep theirs. Codes that begin one another or an extension are refused.
         */
        patch: operations["patch_company_codes"];
        trace?: never;
    };
    "/api/v1/company/codes/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List feature codes that begin an extension, a contact's short number or another code
         * @description List feature codes that begin an extension, a contact's short number or another code.
         */
        get: operations["get_company_codes_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all companies of the installation with what they use
         * @description List all companies of the installation with what they use.
         */
        get: operations["get_companies"];
        put?: never;
        /**
         * Make a company with its first administrator; it has no telephones and numbers yet
         * @description Make a company with its first administrator; it has no telephones and numbers yet.
         */
        post: operations["post_companies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{company_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one company with what it uses
         * @description Show one company with what it uses.
         */
        get: operations["get_companies_by_id"];
        put?: never;
        post?: never;
        /**
         * Suspend a company, and remove it with all rows and files when the time of grace is over
         * @description Suspend a company, and remove it with all rows and files when the time of grace is over.
         */
        delete: operations["delete_companies_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a company's settings or plan
         * @description Change a company's settings or plan.
         */
        patch: operations["patch_companies_by_id"];
        trace?: never;
    };
    "/api/v1/companies/{company_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serve a company no longer
         * @description Serve a company no longer: no logins, no new calls but to emergency services. Calls that go on, go on.
         */
        post: operations["post_companies_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{company_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Serve a company again, also one that was to be deleted
         * @description Serve a company again, also one that was to be deleted.
         */
        post: operations["post_companies_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/company/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say what the company's plan allows, and how much of that there is
         * @description Say what the company's plan allows, and how much of that there is.
         */
        get: operations["get_company_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is banned from SIP, for scanning or wrong passwords
         * @description List who is banned from SIP, for scanning or wrong passwords.
         */
        get: operations["get_bans"];
        put?: never;
        /**
         * Ban an address or network by hand; telephones that are registered there go on being served
         * @description Ban an address or network by hand; telephones that are registered there go on being served.
         */
        post: operations["post_bans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bans/{place}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a ban, and forget that there was one
         * @description End a ban, and forget that there was one.
         */
        delete: operations["delete_bans_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/extensions/{extension_id}/box": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a mailbox's settings
         * @description Show a mailbox's settings.
         */
        get: operations["get_extensions_box"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a mailbox's settings; the next caller finds them
         * @description Change a mailbox's settings; the next caller finds them.
         */
        patch: operations["patch_extensions_box"];
        trace?: never;
    };
    "/api/v1/extensions/{extension_id}/box/greetings/{situation}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give a greeting that was spoken by telephone, as WAV
         * @description Give a greeting that was spoken by telephone, as WAV.
         */
        get: operations["get_extensions_box_greetings_audio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wakeups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List wake-up calls of the company, or of one person
         * @description List wake-up calls of the company, or of one person.
         */
        get: operations["get_wakeups"];
        put?: never;
        /**
         * Have a person woken
         * @description Have a person woken: its telephones ring at the time, also when nobody is to disturb it.
         */
        post: operations["post_wakeups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wakeups/{wakeup_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel a wake-up call
         * @description Cancel a wake-up call.
         */
        delete: operations["delete_wakeups_by_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who sits at which shared telephone; to an agent where it sits itself
         * @description Show who sits at which shared telephone; to an agent where it sits itself.
         */
        get: operations["get_desks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desks/{device_id}/seat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log out who sits at a shared telephone; calls that run go on
         * @description Log out who sits at a shared telephone; calls that run go on.
         */
        delete: operations["delete_desks_seat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell who changed what, who logged in, and who listened to whom, newest first
         * @description Tell who changed what, who logged in, and who listened to whom, newest first.
         */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Give the log as a sheet (CSV, UTF-8), newest first
         * @description Give the log as a sheet (CSV, UTF-8), newest first: a line for each field, 100,000 entries at most.
         */
        get: operations["get_audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, and say whether they work
         * @description List webhooks, and say whether they work.
         */
        get: operations["get_webhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Add a webhook: it is told what happens from now on. Its secret is shown this once.
         */
        post: operations["post_webhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show one webhook
         * @description Show one webhook.
         */
        get: operations["get_webhooks_by_id"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook with all that was, and was to be, delivered to it
         * @description Remove a webhook with all that was, and was to be, delivered to it.
         */
        delete: operations["delete_webhooks_by_id"];
        options?: never;
        head?: never;
        /**
         * Change a webhook. What waits goes to a new URL at once
         * @description Change a webhook. What waits goes to a new URL at once.
         */
        patch: operations["patch_webhooks_by_id"];
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret, shown this once. For 24 hours requests are signed with the former one as well
         * @description Make a new secret, shown this once. For 24 hours requests are signed with the former one as well.
         */
        post: operations["post_webhooks_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a webhook was told, and is to be told; kept for 7 days after the end
         * @description List what a webhook was told, and is to be told; kept for 7 days after the end.
         */
        get: operations["get_webhooks_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a delivery with its request and what was answered last
         * @description Show a delivery with its request and what was answered last.
         */
        get: operations["get_webhooks_deliveries_by_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send it again, under the same id
         * @description Send it again, under the same id: at once, and for 24 hours if need be. One that waits is tried now.
         */
        post: operations["post_webhooks_deliveries_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event of the kind `test` now, also when the webhook is switched off, and show what is answered
         * @description Send an event of the kind `test` now, also when the webhook is switched off, and show what is answered.
         */
        post: operations["post_webhooks_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say which parts answer
         * @description Say which parts answer.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say that the web process answers
         * @description Say that the web process answers: for what restarts a process that hangs.
         */
        get: operations["get_health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say whether the database, the switch, the media server and the disk are there to take calls
         * @description Say whether the database, the switch, the media server and the disk are there to take calls.
         *
         *     If not, it is a problem, whose `errors` say to who runs the installation which part lacks what.
         */
        get: operations["get_health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AcceptedModel
         * @description The switch carries it out; what comes of it stands in the call's steps.
         */
        AcceptedModel: {
            /**
             * Status
             * @default accepted
             * @constant
             */
            status: "accepted";
        };
        /**
         * AcceptedResetModel
         * @description The same for every login.
         */
        AcceptedResetModel: {
            /**
             * Detail
             * @default if there is such a login with an address, and this server sends mail, a link is on its way
             */
            detail: string;
        };
        /**
         * AddedWebhookModel
         * @description A webhook that was added, with its secret.
         */
        AddedWebhookModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example CRM
             */
            name: string;
            /**
             * Url
             * @example https://crm.example.com/offhook
             */
            url: string;
            /**
             * Kinds
             * @description Empty: all
             * @example [
             *       "call.ringing",
             *       "call.ended"
             *     ]
             */
            kinds: string[];
            /** Enabled */
            enabled: boolean;
            /** Description */
            description: string;
            /**
             * Off Reason
             * @description Why it is switched off, when nobody did that by hand
             */
            off_reason: string;
            /**
             * Former Secret Until
             * @description Until then the secret before the present one signs, too
             */
            former_secret_until: string | null;
            /**
             * Failing Since
             * @description When it was last accepted nothing any more; null: it works
             */
            failing_since: string | null;
            /**
             * Last Error
             * @description What came of the last attempt; empty: it was accepted
             */
            last_error: string;
            /**
             * Waiting
             * @description Deliveries that are not accepted yet
             */
            waiting: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Secret
             * @description Shown this once: keep it where requests are received
             * @example whsec_rJ0x…
             */
            secret: string;
        };
        /**
         * AgentListModel
         * @description The agents of all queues.
         */
        AgentListModel: {
            /** Items */
            items: components["schemas"]["AgentModel"][];
        };
        /**
         * AgentModel
         * @description An agent, and what it does now.
         */
        AgentModel: {
            /** Extension Id */
            extension_id: string;
            /** Number */
            number: string;
            /** Name */
            name: string;
            /**
             * State
             * @enum {string}
             */
            state: "signed_out" | "break" | "busy" | "ringing" | "after_call" | "away" | "available";
            /**
             * Reason
             * @description Of a break; `unanswered`: it let calls ring
             */
            reason: string;
            /**
             * Since
             * @description When it began to do that
             */
            since: string | null;
            /**
             * Until
             * @description When the work after a call ends
             */
            until: string | null;
            /**
             * Call Id
             * @description The call that it talks in, or is rung for
             */
            call_id: string | null;
            /**
             * Queue Id
             * @description Of the conversation
             */
            queue_id: string | null;
            /**
             * Queues
             * @description The ids of those that it serves
             */
            queues: string[];
            /**
             * Calls
             * @description Of queues, today
             */
            calls: number;
            /** Talk S */
            talk_s: number;
        };
        /**
         * AgentState
         * @description What an agent is to do.
         */
        AgentState: {
            /**
             * State
             * @enum {string}
             */
            state: "available" | "break" | "signed_out";
            /**
             * Reason
             * @default
             * @example lunch
             */
            reason: string;
        };
        /**
         * AlarmModel
         * @description The channels of a trunk run out: `used` of `limit` were taken when it began.
         */
        AlarmModel: {
            /**
             * Level
             * @enum {string}
             */
            level: "near" | "full";
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Of
             * @enum {string}
             */
            of: "inbound" | "outbound" | "all";
            /** Used */
            used: number;
            /** Limit */
            limit: number;
        };
        /**
         * Answer
         * @description Take the call; what follows is heard by a connected caller.
         */
        Answer: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "answer";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Ring Seconds
             * @default 0
             */
            ring_seconds: number;
            /**
             * Prompts
             * @default []
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * AnswerModel
         * @description What came back: some headers, and the first 4 KiB of the body.
         */
        AnswerModel: {
            /** Status */
            status: number;
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Body */
            body: string;
            /** Took Ms */
            took_ms: number;
        };
        /**
         * Ask
         * @description Send who calls and what is known to a URL; the fields of its JSON answer become variables.
         *
         *     `field` of the answer decides the way by `replies`; without it, or with a value that is none of them, the call goes
         *     on by `otherwise`. An answer that comes too late, or none, leads to `failed`.
         */
        Ask: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ask";
            /**
             * Title
             * @default
             */
            title: string;
            /** Url */
            url: string;
            /** Send */
            send?: {
                [key: string]: string;
            };
            /**
             * Seconds
             * @default 2
             */
            seconds: number;
            /**
             * Prompts
             * @default []
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Field
             * @default
             */
            field: string;
            /**
             * Replies
             * @default []
             */
            replies: components["schemas"]["Reply"][];
            /**
             * Otherwise
             * @default
             */
            otherwise: string;
            /**
             * Failed
             * @default
             */
            failed: string;
        };
        /**
         * Asking
         * @description What a number asks before its scenario answers.
         */
        Asking: {
            /**
             * Url
             * @description A public server, by https; others where the installation allows their network
             * @example https://crm.example.com/who
             */
            url: string;
            /**
             * Seconds
             * @description The caller hears ringing for so long at most
             * @default 2
             */
            seconds: number;
        };
        /**
         * AskingModel
         * @description Where a number asks.
         */
        AskingModel: {
            /**
             * Url
             * @example https://crm.example.com/who
             */
            url: string;
            /**
             * Seconds
             * @example 2
             */
            seconds: number;
            /**
             * Former Secret Until
             * @description Until then the secret before the present one signs, too
             */
            former_secret_until: string | null;
            /**
             * Secret
             * @description Only in the answer that makes it: keep it where questions come in
             */
            secret?: string | null;
        };
        /**
         * AuditEntryModel
         * @description Something that somebody did. `via` is `session`, `token` with its label, or a process: `switch`, `worker`.
         */
        AuditEntryModel: {
            /** Id */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Change Id
             * @description The same for all that one request did
             */
            change_id: string;
            /**
             * User Id
             * @description Of the login; null: a process, a telephone, or nobody who is known
             */
            user_id: string | null;
            /**
             * Login
             * @example anna
             */
            login: string;
            /**
             * Via
             * @example session
             */
            via: string;
            /**
             * Address
             * @example 192.0.2.7
             */
            address: string;
            /**
             * Action
             * @description create, change, delete; login, login_failed; listen, whisper, barge, take_over; hear, export …
             * @example change
             */
            action: string;
            /**
             * Resource
             * @example people
             */
            resource: string;
            /** Row Id */
            row_id: string | null;
            /**
             * Of Id
             * @description What the row belongs to, such as the scenario of a version
             */
            of_id: string | null;
            /**
             * Name
             * @example Dora Lepp
             */
            name: string;
            /**
             * Changes
             * @description By name; of a note it is what is known of it
             */
            changes: components["schemas"]["ChangeModel"][];
        };
        /**
         * AuditModel
         * @description A page of the log, newest first.
         */
        AuditModel: {
            /** Items */
            items: components["schemas"]["AuditEntryModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * BanListModel
         * @description Bans, the newest first: all of the installation, or those that concern the company.
         */
        BanListModel: {
            /** Items */
            items: components["schemas"]["BanModel"][];
        };
        /**
         * BanModel
         * @description An address or network of which nothing is looked at until the ban ends.
         */
        BanModel: {
            /**
             * Place
             * @example 203.0.113.9
             * @example 2001:db8:1:2::/64
             */
            place: string;
            /**
             * Reason
             * @description failures: wrong passwords · scanning: many names, or much that proves nothing · network: several banned addresses in it · manual: by hand
             * @enum {string}
             */
            reason: "failures" | "scanning" | "network" | "manual";
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            /**
             * Times
             * @description How often it was banned for wrong passwords of late; each time lasts longer
             */
            times: number;
            /**
             * Dropped
             * @description How much was dropped during this ban, since the switch started
             */
            dropped: number;
            /**
             * Note
             * @description What was written down with a ban by hand
             * @default
             */
            note: string;
            /**
             * Names
             * @description SIP accounts for which wrong passwords came from there; own ones only
             * @default []
             */
            names: string[];
        };
        /**
         * BoxChange
         * @description What is to change; what is left out stays.
         */
        BoxChange: {
            /**
             * Unavailable
             * @description What callers hear: a prompt by its name; empty: the usual sentence
             */
            unavailable?: string | null;
            /**
             * Busy
             * @description What callers hear: a prompt by its name; empty: the usual sentence (while the person talks)
             */
            busy?: string | null;
            /**
             * Closed
             * @description What callers hear: a prompt by its name; empty: the usual sentence (outside the hours of `schedule_id`)
             */
            closed?: string | null;
            /**
             * Holiday
             * @description What callers hear: a prompt by its name; empty: the usual sentence (on a holiday)
             */
            holiday?: string | null;
            /**
             * Schedule Id
             * @description The schedule that says when it is closed; none: the person's own hours; "": none
             */
            schedule_id?: string | null;
            /**
             * Longest S
             * @description Seconds that a message may last
             */
            longest_s?: number | null;
            /**
             * Most
             * @description So many messages at most; 0: any number
             */
            most?: number | null;
            /**
             * Keep Days
             * @description Days after which a message is deleted; 0: it is kept
             */
            keep_days?: number | null;
            /**
             * Full To
             * @description An extension or an outside number for callers who find the box full; empty: they are owed a call
             */
            full_to?: string | null;
            /**
             * People
             * @description Ids of people who may listen, besides the one whose extension it is
             */
            people?: string[] | null;
            /**
             * Emails
             * @description Where messages are mailed; none: to the person
             */
            emails?: string[] | null;
            /**
             * Mail
             * @description Whether the sound is in the mail, only told of, or nothing is mailed
             */
            mail?: ("attach" | "link" | "off") | null;
            /**
             * Pin
             * @description Asked where somebody calls from another telephone; empty: nobody may
             * @example 4711
             */
            pin?: string | null;
        };
        /**
         * BoxModel
         * @description What a mailbox says, takes and keeps. `recorded` are the greetings that were spoken by telephone.
         */
        BoxModel: {
            /**
             * Unavailable
             * @description What callers hear: a prompt by its name; empty: the usual sentence
             */
            unavailable: string;
            /**
             * Busy
             * @description What callers hear: a prompt by its name; empty: the usual sentence (while the person talks)
             */
            busy: string;
            /**
             * Closed
             * @description What callers hear: a prompt by its name; empty: the usual sentence (outside the hours of `schedule_id`)
             */
            closed: string;
            /**
             * Holiday
             * @description What callers hear: a prompt by its name; empty: the usual sentence (on a holiday)
             */
            holiday: string;
            /** Recorded */
            recorded: ("unavailable" | "busy" | "closed" | "holiday")[];
            /**
             * Schedule Id
             * @description The schedule that says when it is closed; none: the person's own hours
             */
            schedule_id: string | null;
            /**
             * Longest S
             * @description Seconds that a message may last
             */
            longest_s: number;
            /**
             * Most
             * @description So many messages at most; 0: any number
             */
            most: number;
            /**
             * Keep Days
             * @description Days after which a message is deleted; 0: it is kept
             */
            keep_days: number;
            /**
             * Full To
             * @description An extension or an outside number for callers who find the box full; empty: they are owed a call
             */
            full_to: string;
            /**
             * People
             * @description Ids of people who may listen, besides the one whose extension it is
             */
            people: string[];
            /**
             * Emails
             * @description Where messages are mailed; none: to the person
             */
            emails: string[];
            /**
             * Mail
             * @description Whether the sound is in the mail, only told of, or nothing is mailed
             * @enum {string}
             */
            mail: "attach" | "link" | "off";
            /** Has Pin */
            has_pin: boolean;
        };
        /**
         * BranchChange
         * @description What is to change; what is left out stays.
         */
        BranchChange: {
            /** Name */
            name?: string | null;
            /**
             * Country
             * @description For your records: numbers are dialled as in the company's country (ISO 3166). Empty: the company's
             */
            country?: string | null;
            /**
             * Timezone
             * @description For your records: schedules go by the company's time zone (IANA). Empty: the company's
             */
            timezone?: string | null;
            /**
             * Shows
             * @description The number of the company that its people show to whom they call outside; empty: the trunk's
             */
            shows?: string | null;
            /**
             * Reception
             * @description The extension, a person's or a service's, that has callers who want the branch; empty: none
             */
            reception?: string | null;
            /** City */
            city?: string | null;
            /** Address */
            address?: string | null;
        };
        /**
         * BranchListModel
         * @description The company's branches, by name.
         */
        BranchListModel: {
            /** Items */
            items: components["schemas"]["BranchModel"][];
        };
        /**
         * BranchModel
         * @description A branch of the company.
         */
        BranchModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example Tartu
             */
            name: string;
            /**
             * Country
             * @description For your records: numbers are dialled as in the company's country (ISO 3166). Empty: the company's
             * @example EE
             */
            country: string;
            /**
             * Timezone
             * @description For your records: schedules go by the company's time zone (IANA). Empty: the company's
             * @example Europe/Tallinn
             */
            timezone: string;
            /**
             * Shows
             * @description The number of the company that its people show to whom they call outside; empty: the trunk's
             * @example +3727300100
             */
            shows: string;
            /**
             * Reception
             * @description The extension, a person's or a service's, that has callers who want the branch; empty: none
             * @example 300
             */
            reception: string;
            /**
             * City
             * @example Tartu
             */
            city: string;
            /**
             * Address
             * @example Raekoja plats 1
             */
            address: string;
        };
        /**
         * CallListModel
         * @description A page of calls, newest first.
         */
        CallListModel: {
            /** Items */
            items: components["schemas"]["CallModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CallModel
         * @description A call: who called, what happened and why, how long.
         */
        CallModel: {
            /** Id */
            id: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound" | "internal";
            /**
             * State
             * @enum {string}
             */
            state: "live" | "ended";
            from: components["schemas"]["PartyModel"];
            /**
             * Number
             * @description What was dialled
             * @example +3726000100
             */
            number: string;
            to: components["schemas"]["PartyModel"] | null;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Answered At */
            answered_at: string | null;
            /** Connected At */
            connected_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Waiting Seconds */
            waiting_seconds: number;
            /** Talking Seconds */
            talking_seconds: number | null;
            /**
             * Result
             * @example answered
             */
            result: string | null;
            /** Hangup Side */
            hangup_side: string | null;
            /** Status */
            status: number | null;
            /** Reason */
            reason: string;
            /**
             * Owed
             * @description The caller is to be called back
             */
            owed: boolean;
            /** Recording Url */
            recording_url: string | null;
            recording: components["schemas"]["RecordingModel"] | null;
            voicemail: components["schemas"]["MessageModel"] | null;
            /**
             * Branches
             * @description Of the people and the number in it, as it was then
             * @default []
             */
            branches: components["schemas"]["PlaceModel"][];
            /**
             * Departments
             * @description As well
             * @default []
             */
            departments: components["schemas"]["PlaceModel"][];
            /** Steps */
            steps: components["schemas"]["StepModel"][];
        };
        /**
         * CallWithLegsModel
         * @description A call with its legs.
         */
        CallWithLegsModel: {
            /** Id */
            id: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound" | "internal";
            /**
             * State
             * @enum {string}
             */
            state: "live" | "ended";
            from: components["schemas"]["PartyModel"];
            /**
             * Number
             * @description What was dialled
             * @example +3726000100
             */
            number: string;
            to: components["schemas"]["PartyModel"] | null;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Answered At */
            answered_at: string | null;
            /** Connected At */
            connected_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Waiting Seconds */
            waiting_seconds: number;
            /** Talking Seconds */
            talking_seconds: number | null;
            /**
             * Result
             * @example answered
             */
            result: string | null;
            /** Hangup Side */
            hangup_side: string | null;
            /** Status */
            status: number | null;
            /** Reason */
            reason: string;
            /**
             * Owed
             * @description The caller is to be called back
             */
            owed: boolean;
            /** Recording Url */
            recording_url: string | null;
            recording: components["schemas"]["RecordingModel"] | null;
            voicemail: components["schemas"]["MessageModel"] | null;
            /**
             * Branches
             * @description Of the people and the number in it, as it was then
             * @default []
             */
            branches: components["schemas"]["PlaceModel"][];
            /**
             * Departments
             * @description As well
             * @default []
             */
            departments: components["schemas"]["PlaceModel"][];
            /** Steps */
            steps: components["schemas"]["StepModel"][];
            /** Legs */
            legs: components["schemas"]["LegModel"][];
        };
        /**
         * Callback
         * @description Ask for the number, the caller's own or another one, then keep the place and say goodbye.
         *
         *     `confirm` asks to press 1 for the caller's own number and 2 for another one, which `enter` asks for.
         */
        Callback: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "callback";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Queue
             * @default
             */
            queue: string;
            /**
             * Confirm
             * @default [
             *       "callback_confirm"
             *     ]
             */
            confirm: (string | components["schemas"]["Spoken"])[];
            /**
             * Enter
             * @default [
             *       "callback_enter"
             *     ]
             */
            enter: (string | components["schemas"]["Spoken"])[];
            /**
             * Promised
             * @default [
             *       "callback_promised"
             *     ]
             */
            promised: (string | components["schemas"]["Spoken"])[];
            /**
             * Attempts
             * @default 3
             */
            attempts: number;
            /**
             * Wait Seconds
             * @default 8
             */
            wait_seconds: number;
            /**
             * Refused
             * @default
             */
            refused: string;
        };
        /**
         * Caller
         * @description Send callers different ways; of several rules that fit the first counts.
         *
         *     With `personal`, a caller who is on somebody's own white list rings at that person at once, before all rules.
         */
        Caller: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "caller";
            /**
             * Title
             * @default
             */
            title: string;
            /** Rules */
            rules: components["schemas"]["CallerRule"][];
            /**
             * Personal
             * @default false
             */
            personal: boolean;
            /**
             * Otherwise
             * @default
             */
            otherwise: string;
        };
        /**
         * CallerRule
         * @description One kind of caller: on a list, with a number that begins so, or without a number. All that is given must fit.
         *
         *     So is what the company's contacts say: whether the caller is one of them (`contact`), an important one, or has one
         *     of the labels.
         */
        CallerRule: {
            /**
             * Label
             * @default
             */
            label: string;
            /**
             * List
             * @default
             */
            list: string;
            /**
             * Prefixes
             * @default []
             */
            prefixes: string[];
            /**
             * Hidden
             * @default false
             */
            hidden: boolean;
            /**
             * Contact
             * @default
             * @enum {string}
             */
            contact: "" | "vip" | "known" | "unknown";
            /**
             * Labels
             * @default []
             */
            labels: string[];
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * Case
         * @description One comparison; numbers are compared as numbers where both sides are.
         */
        Case: {
            /**
             * How
             * @default is
             * @enum {string}
             */
            how: "is" | "is_not" | "begins" | "contains" | "less" | "more" | "empty";
            /**
             * Value
             * @default
             */
            value: string;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * ChangeModel
         * @description One field; where `shown` is false it has changed, but its values are secret or long and are not kept.
         */
        ChangeModel: {
            /**
             * Field
             * @example name
             */
            field: string;
            /**
             * Before
             * @description Null: there was none
             * @example Front desk
             */
            before?: unknown;
            /**
             * After
             * @description Null: there is none any more
             * @example Reception
             */
            after?: unknown;
            /**
             * Shown
             * @default true
             */
            shown: boolean;
        };
        /**
         * ChangePassword
         * @description The own password.
         */
        ChangePassword: {
            /** Old */
            old: string;
            /**
             * New
             * @example seven green umbrellas
             */
            new: string;
        };
        /**
         * ChangedCallModel
         * @description A call that would end otherwise; `result` is how it really ended.
         */
        ChangedCallModel: {
            /** Call Id */
            call_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Caller */
            caller: string;
            /** Result */
            result: string;
            /** @description Rehearsed with the version that answered it */
            before: components["schemas"]["OutcomeModel"];
            after: components["schemas"]["OutcomeModel"];
        };
        /**
         * Choice
         * @description One key of a menu.
         */
        Choice: {
            /**
             * Label
             * @default
             */
            label: string;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * Code
         * @description What the app shows.
         */
        Code: {
            /**
             * Code
             * @example 492039
             */
            code: string;
        };
        /**
         * CodesChange
         * @description Codes that are to change; what is left out stays.
         */
        CodesChange: {
            /** Blind */
            blind?: string | null;
            /** Attended */
            attended?: string | null;
            /** Conference */
            conference?: string | null;
            /** Record */
            record?: string | null;
            /** Record Pause */
            record_pause?: string | null;
            /** Pickup */
            pickup?: string | null;
            /** Group Pickup */
            group_pickup?: string | null;
            /** Supervise */
            supervise?: string | null;
            /** Agent */
            agent?: string | null;
            /** Agent Break */
            agent_break?: string | null;
            /** Dnd On */
            dnd_on?: string | null;
            /** Dnd Off */
            dnd_off?: string | null;
            /** Forward */
            forward?: string | null;
            /** Forward Off */
            forward_off?: string | null;
            /** Night */
            night?: string | null;
            /** Day */
            day?: string | null;
            /** Park */
            park?: string | null;
            /** Pull */
            pull?: string | null;
            /** Last Caller */
            last_caller?: string | null;
            /** Redial */
            redial?: string | null;
            /** Retry */
            retry?: string | null;
            /** Retry Off */
            retry_off?: string | null;
            /** Intercom */
            intercom?: string | null;
            /** Meeting Invite */
            meeting_invite?: string | null;
            /** Meeting Lock */
            meeting_lock?: string | null;
            /** Meeting Record */
            meeting_record?: string | null;
            /** Meeting Mute All */
            meeting_mute_all?: string | null;
            /** Meeting Mute */
            meeting_mute?: string | null;
            /** Meeting End */
            meeting_end?: string | null;
            /** Voicemail */
            voicemail?: string | null;
            /** Show */
            show?: string | null;
            /** Hide */
            hide?: string | null;
            /** Wakeup */
            wakeup?: string | null;
            /** Desk In */
            desk_in?: string | null;
            /** Desk Out */
            desk_out?: string | null;
        };
        /**
         * CodesModel
         * @description Feature codes: five are pressed in a conversation, the others dialled; an empty one is switched off.
         */
        CodesModel: {
            /**
             * Blind
             * @description Transfer at once
             * @example ##
             */
            blind: string;
            /**
             * Attended
             * @description Transfer after asking; back to who waits
             * @example *2
             */
            attended: string;
            /**
             * Conference
             * @description A third party; all three together
             * @example *3
             */
            conference: string;
            /**
             * Record
             * @description Begin a recording, or end it
             * @example *1
             */
            record: string;
            /**
             * Record Pause
             * @description Pause the recording, or take it up again
             * @example *4
             */
            record_pause: string;
            /**
             * Pickup
             * @description Before an extension that rings: take its call
             * @example *8
             */
            pickup: string;
            /**
             * Group Pickup
             * @description Take any call that rings in the company
             * @example **
             */
            group_pickup: string;
            /**
             * Supervise
             * @description Before an extension: listen to its conversation
             * @example *55
             */
            supervise: string;
            /**
             * Agent
             * @description Sign in to queues as an agent, or out
             * @example *45
             */
            agent: string;
            /**
             * Agent Break
             * @description Begin an agent's break, or end it
             * @example *46
             */
            agent_break: string;
            /**
             * Dnd On
             * @description Do not disturb me
             * @example *76
             */
            dnd_on: string;
            /**
             * Dnd Off
             * @description Disturb me again
             * @example *77
             */
            dnd_off: string;
            /**
             * Forward
             * @description Before a number: all my calls go there
             * @example *72
             */
            forward: string;
            /**
             * Forward Off
             * @description My calls come to me again
             * @example *73
             */
            forward_off: string;
            /**
             * Park
             * @description Park a call: transfer it to the code, or to it with a slot (1 to 99); dialled it takes it back
             * @example *70
             */
            park: string;
            /**
             * Pull
             * @description Take my own conversation from my other phone; with an extension behind it a colleague's
             * @example *74
             */
            pull: string;
            /**
             * Last Caller
             * @description Call back who called me last
             * @example *69
             */
            last_caller: string;
            /**
             * Redial
             * @description Dial what I dialled last
             * @example *68
             */
            redial: string;
            /**
             * Retry
             * @description Dial what I dialled last, or the number behind it, until it is free, and ring me then
             * @example *66
             */
            retry: string;
            /**
             * Retry Off
             * @description Dial busy numbers no longer
             * @example *67
             */
            retry_off: string;
            /**
             * Meeting Invite
             * @description In a conference: call somebody in, the number and # follow
             * @example *3
             */
            meeting_invite: string;
            /**
             * Meeting Lock
             * @description Let nobody else in, or again
             * @example *2
             */
            meeting_lock: string;
            /**
             * Meeting Record
             * @description Record the conference, or no longer
             * @example *1
             */
            meeting_record: string;
            /**
             * Meeting Mute All
             * @description Only who leads is heard, or all again
             * @example *5
             */
            meeting_mute_all: string;
            /**
             * Meeting Mute
             * @description I am not heard, or again
             * @example *6
             */
            meeting_mute: string;
            /**
             * Meeting End
             * @description End the conference for all
             * @example *9
             */
            meeting_end: string;
            /**
             * Intercom
             * @description Before an extension: its telephone answers by itself, and both are heard
             * @example *50
             */
            intercom: string;
            /**
             * Show
             * @description Before a digit and a number: the called people see the company's number at that place
             * @example *65
             */
            show: string;
            /**
             * Hide
             * @description Before a number: the called people see none
             * @example *31
             */
            hide: string;
            /**
             * Night
             * @description Close a schedule by hand; a digit behind it says which by name
             * @example *28
             */
            night: string;
            /**
             * Day
             * @description Let the hours of a schedule rule again; a digit behind it says which
             * @example *29
             */
            day: string;
            /**
             * Voicemail
             * @description My mailbox; with a box's number behind it that one
             * @example *97
             */
            voicemail: string;
            /**
             * Wakeup
             * @description My wake-up calls; with four digits behind it the time of one
             * @example *94
             */
            wakeup: string;
            /**
             * Desk In
             * @description Log in at a shared telephone; an extension may follow
             * @example *11
             */
            desk_in: string;
            /**
             * Desk Out
             * @description Log out there
             * @example *12
             */
            desk_out: string;
        };
        /**
         * CompanyChange
         * @description What is to change; what is left out stays.
         */
        CompanyChange: {
            /** Name */
            name?: string | null;
            /** Country */
            country?: string | null;
            /** Language */
            language?: ("en" | "ru" | "et" | "de" | "am") | null;
            /** Timezone */
            timezone?: string | null;
            /** Currency */
            currency?: string | null;
            /** Supervision Tone */
            supervision_tone?: boolean | null;
            /** Record Tone */
            record_tone?: boolean | null;
            /** Record Calls */
            record_calls?: boolean | null;
            /** Record Days */
            record_days?: number | null;
            /** Owed Minutes */
            owed_minutes?: number | null;
            /** Park S */
            park_s?: number | null;
            /** Park Fallback */
            park_fallback?: string | null;
            /** Wake Tries */
            wake_tries?: number | null;
            /** Wake Pause S */
            wake_pause_s?: number | null;
            /** Desk Hours */
            desk_hours?: number | null;
            /**
             * Second Factor Roles
             * @description Roles that need a second factor
             */
            second_factor_roles?: ("admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration")[] | null;
            /**
             * Desk Logout
             * @example 22:00
             */
            desk_logout?: string | null;
        };
        /**
         * CompanyModel
         * @description A company and what is set for all its calls.
         */
        CompanyModel: {
            /** Name */
            name: string;
            /**
             * Country
             * @description ISO 3166: how numbers are dialled, and which tones are heard
             * @example EE
             */
            country: string;
            /**
             * Language
             * @description BCP 47, of spoken texts
             * @example et
             */
            language: string;
            /**
             * Timezone
             * @example Europe/Tallinn
             */
            timezone: string;
            /**
             * Currency
             * @description ISO 4217
             * @example EUR
             */
            currency: string;
            /**
             * Sip Domain
             * @description What telephones register at; it is set when the company is made
             */
            sip_domain: string;
            /**
             * Supervision Tone
             * @description Who is listened to hears a beep each 15 seconds
             */
            supervision_tone: boolean;
            /**
             * Record Tone
             * @description Who is recorded hears a beep each 15 seconds
             */
            record_tone: boolean;
            /**
             * Record Calls
             * @description Conversations that no recording rule is for are recorded
             */
            record_calls: boolean;
            /**
             * Record Days
             * @description After which recordings of those are deleted; 0: not by themselves
             */
            record_days: number;
            /**
             * Owed Minutes
             * @description Within which a caller whom nobody answered is to be called back
             */
            owed_minutes: number;
            /**
             * Park S
             * @description After which a parked call goes back to who parked it
             */
            park_s: number;
            /**
             * Park Fallback
             * @description The extension that gets it when that one does not answer; empty for none
             */
            park_fallback: string;
            /**
             * Wake Tries
             * @description How often a wake-up call rings until it is given up
             */
            wake_tries: number;
            /**
             * Wake Pause S
             * @description From one of these attempts to the next
             */
            wake_pause_s: number;
            /**
             * Desk Hours
             * @description After so many one is logged out of a shared telephone; 0: never
             */
            desk_hours: number;
            /**
             * Desk Logout
             * @description HH:MM, when everybody is logged out of them; empty: never
             */
            desk_logout: string;
            /**
             * Second Factor Roles
             * @description Roles that need a second factor: who has none sets one up at the next request
             * @default []
             */
            second_factor_roles: ("admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration")[];
        };
        /**
         * CompanyUsageModel
         * @description A company's plan, what of it is used, and warnings in words.
         */
        CompanyUsageModel: {
            plan: components["schemas"]["PlanModel"];
            usage: components["schemas"]["UsageModel"];
            /**
             * Warnings
             * @example [
             *       "storage: 92 % of the plan are used"
             *     ]
             */
            warnings: string[];
        };
        /**
         * Compare
         * @description Compare a text, such as `{contract}`, with cases; the first that fits counts.
         */
        Compare: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "compare";
            /**
             * Title
             * @default
             */
            title: string;
            /** Text */
            text: string;
            /** Cases */
            cases: components["schemas"]["Case"][];
            /**
             * Otherwise
             * @default
             */
            otherwise: string;
        };
        /**
         * Conference
         * @description Send the caller to the conference of an extension, which asks for its PIN; the call ends there.
         */
        Conference: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "conference";
            /**
             * Title
             * @default
             */
            title: string;
            /** Extension */
            extension: string;
        };
        /**
         * ConflictListModel
         * @description All conflicts of the company's codes, by name.
         */
        ConflictListModel: {
            /** Items */
            items: components["schemas"]["ConflictModel"][];
        };
        /**
         * ConflictModel
         * @description A code that could mean something else, too; such come by upgrades, as they cannot be set.
         */
        ConflictModel: {
            /**
             * Name
             * @example intercom
             */
            name: string;
            /**
             * Code
             * @example *50
             */
            code: string;
            /**
             * Kind
             * @description Extensions and short numbers go before the code
             * @enum {string}
             */
            kind: "extension" | "contact" | "code";
            /**
             * Other
             * @description The number, or the other code's name
             * @example *501
             */
            other: string;
            /** Text */
            text: string;
        };
        /**
         * Consent
         * @description Say that calls are recorded, and keep what the caller makes of it.
         *
         *     Who presses neither key agrees by staying on the line (`staying`), or refuses. Who refused is not recorded in this
         *     call, whatever the recording rules say. The last answer counts.
         */
        Consent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "consent";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Prompts
             * @default [
             *       "consent_by_key"
             *     ]
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Agree
             * @default 1
             */
            agree: string;
            /**
             * Decline
             * @default 2
             */
            decline: string;
            /**
             * Staying
             * @default false
             */
            staying: boolean;
            /**
             * Attempts
             * @default 2
             */
            attempts: number;
            /**
             * Wait Seconds
             * @default 5
             */
            wait_seconds: number;
            /**
             * Agreed
             * @default
             */
            agreed: string;
            /**
             * Declined
             * @default
             */
            declined: string;
        };
        /**
         * ContactChange
         * @description What is to change; what is left out stays.
         */
        ContactChange: {
            /** Name */
            name?: string | null;
            /** Company */
            company?: string | null;
            /** Numbers */
            numbers?: string[] | null;
            /** Email */
            email?: string | null;
            /** Note */
            note?: string | null;
            /**
             * Vip
             * @description An important one, whom scenarios can treat so
             */
            vip?: boolean | null;
            /** Labels */
            labels?: string[] | null;
            /**
             * Person Id
             * @description The person who is responsible for this contact; "": nobody
             */
            person_id?: string | null;
            /**
             * Short
             * @description Dialled by extensions instead of the first number; "": none
             * @example 77
             */
            short?: string | null;
        };
        /**
         * ContactListModel
         * @description A page of contacts, by name.
         */
        ContactListModel: {
            /** Items */
            items: components["schemas"]["offhook__api__contacts__ContactModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DeliveryListModel
         * @description A page of deliveries, the newest first.
         */
        DeliveryListModel: {
            /** Items */
            items: components["schemas"]["DeliveryModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DeliveryModel
         * @description One event for one webhook. `id` is the header `Offhook-Delivery`, the same at each attempt.
         */
        DeliveryModel: {
            /** Id */
            id: string;
            /**
             * Event Id
             * @description 0: a test
             * @example 1790000000123456
             */
            event_id: number;
            /**
             * Kind
             * @example call.ended
             */
            kind: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Call Id */
            call_id: string | null;
            /**
             * Sequence
             * @description Counts what the webhook is told of a call: 1, 2, 3 …
             * @example 4
             */
            sequence: number | null;
            /**
             * State
             * @description failed: given up · dropped: the webhook was switched off before
             * @enum {string}
             */
            state: "waiting" | "sent" | "failed" | "dropped";
            /** Attempts */
            attempts: number;
            /**
             * Next Attempt At
             * @description While it waits
             */
            next_attempt_at: string | null;
            /** Attempted At */
            attempted_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Status
             * @description What the last attempt was answered with
             * @example 200
             */
            status: number | null;
            /**
             * Error
             * @description Why it was not accepted; empty: it was
             */
            error: string;
        };
        /**
         * DepartmentChange
         * @description What is to change; what is left out stays.
         */
        DepartmentChange: {
            /** Name */
            name?: string | null;
            /**
             * Branch Id
             * @description The branch that it belongs to, with all who are in it; empty: of the whole company
             */
            branch_id?: string | null;
            /**
             * Manager Id
             * @description The id of the person who leads it; empty: nobody
             */
            manager_id?: string | null;
        };
        /**
         * DepartmentListModel
         * @description The company's departments, by name.
         */
        DepartmentListModel: {
            /** Items */
            items: components["schemas"]["DepartmentModel"][];
        };
        /**
         * DepartmentModel
         * @description A department; each branch may have one of the same name.
         */
        DepartmentModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example Sales
             */
            name: string;
            /**
             * Branch Id
             * @description The branch that it belongs to, with all who are in it
             */
            branch_id: string | null;
            /**
             * Manager Id
             * @description The id of the person who leads it
             */
            manager_id: string | null;
        };
        /**
         * DeskListModel
         * @description The shared telephones, by user name.
         */
        DeskListModel: {
            /** Items */
            items: components["schemas"]["DeskModel"][];
        };
        /**
         * DeskModel
         * @description A shared telephone; nobody sits there where `person_id` is null.
         */
        DeskModel: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Label */
            label: string;
            /**
             * Idle Calls
             * @enum {string}
             */
            idle_calls: "emergency" | "internal";
            /** Person Id */
            person_id: string | null;
            /** Person */
            person: string | null;
            /** Extension */
            extension: string | null;
            /** Since */
            since: string | null;
            /**
             * Ends At
             * @description When the person is logged out by the clock
             */
            ends_at: string | null;
        };
        /**
         * DeviceChange
         * @description Settings of a device; what is left out stays.
         */
        DeviceChange: {
            /** Label */
            label?: string | null;
            /**
             * Person Id
             * @description Whose it is; "": nobody's
             */
            person_id?: string | null;
            /**
             * Secret
             * @description A new password; kept sealed. The telephone needs it from its next request on
             */
            secret?: string | null;
            /**
             * Codecs
             * @example [
             *       "OPUS",
             *       "PCMA"
             *     ]
             */
            codecs?: string[] | null;
            /**
             * Encryption
             * @description off: no SDES · optional: where the telephone offers it · required: calls without it are refused
             */
            encryption?: ("off" | "optional" | "required") | null;
            /**
             * Dtmf
             * @description Keys: auto: as agreed · rfc4733: telephone events only · info: SIP INFO only · inband: tones in the sound only
             */
            dtmf?: ("auto" | "rfc4733" | "info" | "inband") | null;
            /**
             * Video
             * @description Whether it may show and see; video passes where both parties may
             */
            video?: boolean | null;
            /**
             * Redirects
             * @description Forwarding by the telephone itself (302): follow: as if it had dialled · refuse: ignored
             */
            redirects?: ("follow" | "refuse") | null;
            /**
             * Gain Db
             * @description Of what its microphone sends
             */
            gain_db?: number | null;
            /**
             * Agc
             * @description Automatic gain: quiet voices louder, loud ones quieter
             */
            agc?: boolean | null;
            /**
             * Denoise
             * @description Suppression of noise; delays by 10 to 14 ms and costs much CPU
             */
            denoise?: boolean | null;
            /**
             * Site Id
             * @description The site where it stands; "": the one that its address belongs to
             */
            site_id?: string | null;
            /**
             * Shared
             * @description Nobody's: people log in there by code
             */
            shared?: boolean | null;
            /**
             * Idle Calls
             * @description While nobody has: internal: extensions of the company · emergency: emergency services only
             */
            idle_calls?: ("emergency" | "internal") | null;
        };
        /**
         * DeviceListModel
         * @description The company's devices, by user name.
         */
        DeviceListModel: {
            /** Items */
            items: components["schemas"]["DeviceModel"][];
        };
        /**
         * DeviceModel
         * @description A SIP account; `domain` is its registrar, with the port unless that is 5060.
         *
         *     `status` is `unknown` while the switch does not answer.
         */
        DeviceModel: {
            /** Id */
            id: string;
            /**
             * Username
             * @example demo201
             */
            username: string;
            /**
             * Domain
             * @example pbx.example.com
             */
            domain: string;
            /** Label */
            label: string;
            /** Person */
            person: string | null;
            /** Person Id */
            person_id?: string | null;
            /**
             * Extensions
             * @example [
             *       "201"
             *     ]
             */
            extensions: string[];
            /**
             * Codecs
             * @description Allowed, in order of preference; empty: the usual ones
             */
            codecs: string[];
            /**
             * Encryption
             * @enum {string}
             */
            encryption: "off" | "optional" | "required";
            /**
             * Dtmf
             * @default auto
             * @enum {string}
             */
            dtmf: "auto" | "rfc4733" | "info" | "inband";
            /**
             * Video
             * @default true
             */
            video: boolean;
            /**
             * Redirects
             * @default follow
             * @enum {string}
             */
            redirects: "follow" | "refuse";
            /**
             * Gain Db
             * @description What its microphone sends is made so much louder, dB
             * @default 0
             */
            gain_db: number;
            /**
             * Agc
             * @description Automatic gain
             * @default false
             */
            agc: boolean;
            /**
             * Denoise
             * @description Suppression of noise
             * @default false
             */
            denoise: boolean;
            /**
             * Site Id
             * @description Where it stands, if that was set by hand
             */
            site_id?: string | null;
            /**
             * Shared
             * @description People log in there by code
             * @default false
             */
            shared: boolean;
            /**
             * Idle Calls
             * @description What may be dialled while nobody has; emergency always
             * @default internal
             * @enum {string}
             */
            idle_calls: "emergency" | "internal";
            /**
             * Seat Id
             * @description The person who has; see `/desks`
             */
            seat_id?: string | null;
            /**
             * Status
             * @description unreachable: registered, but none of its contacts answers
             * @enum {string}
             */
            status: "registered" | "unreachable" | "unregistered" | "unknown";
            /** Contacts */
            contacts: components["schemas"]["offhook__api__devices__ContactModel"][];
        };
        /**
         * DevicePresetListModel
         * @description All that are known.
         */
        DevicePresetListModel: {
            /** Items */
            items: components["schemas"]["DevicePresetModel"][];
        };
        /**
         * DevicePresetModel
         * @description A box, or a port of it, as a device.
         */
        DevicePresetModel: {
            /**
             * Key
             * @example grandstream-ht813
             */
            key: string;
            /**
             * Name
             * @example Grandstream HT813 (FXO)
             */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fxo" | "fxs" | "gsm";
            /** Box */
            box: components["schemas"]["PresetStepModel"][];
            /** Sources */
            sources: string[];
            settings: components["schemas"]["DeviceChange"];
        };
        /**
         * Dial
         * @description Call whoever `to` is, as it would be dialled on a telephone; `{responsible}` is what a variable holds.
         *
         *     An extension rings on all devices of its person; an outside number may be written the national way.
         */
        Dial: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "dial";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Shows
             * @default usual
             * @enum {string}
             */
            shows: "usual" | "customer" | "dialled" | "fixed";
            /**
             * Shown Number
             * @default
             */
            shown_number: string;
            /** To */
            to: string;
            /**
             * Seconds
             * @default 30
             */
            seconds: number;
            /**
             * Unanswered
             * @default
             */
            unanswered: string;
            /**
             * Busy
             * @default
             */
            busy: string;
            /**
             * Unreachable
             * @default
             */
            unreachable: string;
            /**
             * Unknown
             * @default
             */
            unknown: string;
        };
        /**
         * Dialling
         * @description Whether owed calls are dialled.
         */
        Dialling: {
            /** Running */
            running: boolean;
        };
        /**
         * Directory
         * @description Let the caller spell a name, some times; of several people of that spelling one is chosen by a key.
         *
         *     `#` ends the spelling; so does a pause, or a third key by which only one person is left.
         */
        Directory: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "directory";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Prompts
             * @default [
             *       "directory_spell"
             *     ]
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Attempts
             * @default 3
             */
            attempts: number;
            /**
             * Wait Seconds
             * @default 8
             */
            wait_seconds: number;
            /**
             * Digit Seconds
             * @default 3
             */
            digit_seconds: number;
            /**
             * Seconds
             * @default 20
             */
            seconds: number;
            /**
             * Invalid
             * @default [
             *       "directory_none"
             *     ]
             */
            invalid: (string | components["schemas"]["Spoken"])[];
            /**
             * Otherwise
             * @default
             */
            otherwise: string;
        };
        /**
         * DirectoryModel
         * @description A page of the directory, by name.
         */
        DirectoryModel: {
            /** Items */
            items: components["schemas"]["ListedModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * DraftModel
         * @description The draft that was saved.
         */
        DraftModel: {
            /** Version */
            version: number;
            /**
             * Etag
             * @description For `If-Match` of the next change
             */
            etag: string;
        };
        /**
         * EndedModel
         * @description How many sessions were ended.
         */
        EndedModel: {
            /** Ended */
            ended: number;
        };
        /**
         * EnrolmentModel
         * @description What an app is given. It counts once a code of it was sent (`PUT`).
         */
        EnrolmentModel: {
            /**
             * Secret
             * @description To be typed in
             * @example JBSWY3DPEHPK3PXP
             */
            secret: string;
            /**
             * Uri
             * @description The same as the contents of a QR code (otpauth)
             */
            uri: string;
        };
        /**
         * Enter
         * @description Go on at the beginning of another scenario; variables and the caller's language go along.
         */
        Enter: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "scenario";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Scenario
             * @default
             */
            scenario: string;
        };
        /**
         * EnterDigits
         * @description Take digits until there are enough, the pound key is pressed, or the caller pauses; then look at them.
         *
         *     They are good when they are as many as wished and begin with one of `beginnings`, if there are any.
         */
        EnterDigits: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "digits";
            /**
             * Title
             * @default
             */
            title: string;
            /** Prompts */
            prompts: (string | components["schemas"]["Spoken"])[];
            /** Variable */
            variable: string;
            /**
             * Shortest
             * @default 1
             */
            shortest: number;
            /**
             * Longest
             * @default 20
             */
            longest: number;
            /**
             * Beginnings
             * @default []
             */
            beginnings: string[];
            /**
             * Secret
             * @default false
             */
            secret: boolean;
            /**
             * Attempts
             * @default 3
             */
            attempts: number;
            /**
             * Wait Seconds
             * @default 8
             */
            wait_seconds: number;
            /**
             * Digit Seconds
             * @default 3
             */
            digit_seconds: number;
            /**
             * Invalid
             * @default [
             *       "invalid"
             *     ]
             */
            invalid: (string | components["schemas"]["Spoken"])[];
            /**
             * Entered
             * @default
             */
            entered: string;
            /**
             * Failed
             * @default
             */
            failed: string;
        };
        /**
         * EventLogModel
         * @description A page of events, oldest first.
         */
        EventLogModel: {
            /** Items */
            items: components["schemas"]["EventModel"][];
            /**
             * Last
             * @description To be given as `after` next time
             */
            last: number;
            /** Gap */
            gap: boolean;
        };
        /**
         * EventModel
         * @description Something that happened.
         */
        EventModel: {
            /**
             * Id
             * @description Rises with each event of the company; microseconds since 1970, more or less
             */
            id: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "call.appeared" | "call.ringing" | "call.answered" | "call.held" | "call.resumed" | "call.transferred" | "call.ended" | "agent.state" | "queue.state" | "registration" | "recording.ready" | "voicemail.left" | "owed_call.made" | "owed_call.closed";
            /**
             * Call
             * @description The call that it is about
             */
            call: string | null;
            /**
             * Data
             * @description By `kind`, see above
             */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * ExportListModel
         * @description The exports that are kept, newest first.
         */
        ExportListModel: {
            /** Items */
            items: components["schemas"]["ExportModel"][];
        };
        /**
         * ExportModel
         * @description An archive of all that the company has; it is deleted by itself after seven days.
         */
        ExportModel: {
            /** Id */
            id: string;
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By */
            asked_by: string;
            /** Recordings */
            recordings: boolean;
            /** Include Secrets */
            include_secrets: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "running" | "ready" | "failed";
            /**
             * Error
             * @description Why it failed
             */
            error: string;
            /** Size */
            size: number;
            /** Sha256 */
            sha256: string;
            /** Ready At */
            ready_at: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
        /**
         * ExtensionChange
         * @description What is to change; what is left out stays. `pin` to `record` are of conferences only.
         */
        ExtensionChange: {
            /**
             * Number
             * @description Digits, * and #; no other extension of the company has it
             * @example 500
             */
            number?: string | null;
            /** Name */
            name?: string | null;
            /**
             * Pin
             * @description Asked of who comes in; empty: nobody is asked
             * @example 4711
             */
            pin?: string | null;
            /**
             * Moderator Pin
             * @description Who comes in with it leads; empty: all people of the company lead
             * @example 4712
             */
            moderator_pin?: string | null;
            /**
             * Music
             * @description Who is alone hears music
             */
            music?: boolean | null;
            /**
             * Announce
             * @description Who comes in is told how many are there
             */
            announce?: boolean | null;
            /**
             * Places
             * @description So many people at most
             */
            places?: number | null;
            /**
             * Record
             * @description The mix is recorded
             */
            record?: boolean | null;
            /**
             * Members
             * @description Of paging: the extensions whose telephones answer by themselves
             * @example [
             *       "201",
             *       "202"
             *     ]
             */
            members?: string[] | null;
            /**
             * Queue Id
             * @description Of a queue's number: where callers wait
             */
            queue_id?: string | null;
            /**
             * Overflow
             * @description Of a queue's number: who has callers whom no agent took, an extension or outside number; empty: a goodbye
             * @example 201
             */
            overflow?: string | null;
            /**
             * Scenario Id
             * @description Of the kind scenario: the published scenario that answers
             */
            scenario_id?: string | null;
        };
        /**
         * ExtensionListModel
         * @description The company's extensions, by number.
         */
        ExtensionListModel: {
            /** Items */
            items: components["schemas"]["ExtensionModel"][];
        };
        /**
         * ExtensionModel
         * @description A short number of the company. `pin` to `record` are of conferences.
         */
        ExtensionModel: {
            /** Id */
            id: string;
            /**
             * Number
             * @example 500
             */
            number: string;
            /** Name */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "person" | "echo" | "conference" | "box" | "paging" | "queue" | "scenario";
            /** Person Id */
            person_id: string | null;
            /**
             * Pin
             * @description Asked of who comes in; empty: nobody is asked
             */
            pin: string | null;
            /**
             * Moderator Pin
             * @description Who comes in with it leads; empty: all people of the company lead
             */
            moderator_pin: string | null;
            /**
             * Music
             * @description Who is alone hears music
             */
            music: boolean;
            /**
             * Announce
             * @description Who comes in is told how many are there
             */
            announce: boolean;
            /**
             * Places
             * @description So many people at most
             */
            places: number;
            /**
             * Record
             * @description The mix is recorded
             */
            record: boolean;
            /**
             * Members
             * @description Of paging: the extensions whose telephones answer by themselves
             */
            members: string[];
            /**
             * Queue Id
             * @description Of a queue's number: where callers wait
             */
            queue_id: string | null;
            /**
             * Overflow
             * @description Of a queue's number: who has callers whom no agent took, an extension or outside number; empty: a goodbye
             */
            overflow: string;
            /**
             * Scenario Id
             * @description Of the kind scenario: the published scenario that answers
             */
            scenario_id: string | null;
        };
        /**
         * FactorModel
         * @description How the own second factor stands.
         */
        FactorModel: {
            /** On */
            on: boolean;
            /**
             * Recovery Codes
             * @description How many are left
             */
            recovery_codes: number;
        };
        /**
         * FaultModel
         * @description Something wrong: at a node, or with the whole graph where `node` is empty. Errors keep it from publishing.
         */
        FaultModel: {
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
            /**
             * Code
             * @example exit_loose
             */
            code: string;
            /** Node */
            node: string;
            /**
             * Field
             * @example choices.1.next
             */
            field: string;
            /**
             * Text
             * @example Nothing happens when nobody answers. Lead this exit to another step.
             */
            text: string;
        };
        /**
         * Fax
         * @description Say that faxes are not taken here, then go on; a machine that has no sound to hear it is refused (488).
         */
        Fax: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fax";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Prompts
             * @default [
             *       "fax_not_taken"
             *     ]
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * FirstLogin
         * @description The login of a company's first administrator.
         */
        FirstLogin: {
            /**
             * Login
             * @example mari@customer.example
             */
            login: string;
            /**
             * Password
             * @description Left out, one is made and shown once
             */
            password?: string | null;
        };
        /**
         * ForetoldModel
         * @description Something that would happen; `kind` and `detail` are a history step's.
         */
        ForetoldModel: {
            /** Kind */
            kind: string;
            /** Text */
            text: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * ForwardMessage
         * @description Where a message is sent on to.
         */
        ForwardMessage: {
            /**
             * To
             * @description The number of a person or a mailbox
             * @example 202
             */
            to: string;
            /**
             * Comment
             * @default
             */
            comment: string;
        };
        /**
         * ForwardModel
         * @description Where calls go instead.
         */
        ForwardModel: {
            /**
             * When
             * @enum {string}
             */
            when: "always" | "closed" | "busy" | "unanswered" | "unreachable";
            /**
             * To
             * @description `voicemail`, an extension or an outside number
             * @example 202
             */
            to: string;
            /**
             * Shows
             * @description The number that the receiver outside sees
             * @default company
             * @enum {string}
             */
            shows: "customer" | "company" | "fixed";
            /**
             * Number
             * @description The number that is shown, where it is fixed
             * @default
             */
            number: string;
        };
        /**
         * GatewayModel
         * @description One place where the operator takes calls.
         */
        GatewayModel: {
            /**
             * Host
             * @example sip1.example.net
             */
            host: string;
            /**
             * Port
             * @description 0: what DNS says (SRV), else the usual one
             * @default 5060
             */
            port: number;
            /**
             * Transport
             * @description auto: what DNS says (NAPTR, SRV), else UDP
             * @default udp
             * @enum {string}
             */
            transport: "auto" | "udp" | "tcp" | "tls";
            /**
             * Priority
             * @description Lower ones are tried first
             * @default 1
             */
            priority: number;
            /**
             * Weight
             * @description The share of calls among gateways of one priority
             * @default 1
             */
            weight: number;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
        };
        /**
         * GatewayStatusModel
         * @description A gateway and how it stands; `unknown`: nothing was heard or asked yet.
         */
        GatewayStatusModel: {
            /**
             * Host
             * @example sip1.example.net
             */
            host: string;
            /**
             * Port
             * @description 0: what DNS says (SRV), else the usual one
             * @default 5060
             */
            port: number;
            /**
             * Transport
             * @description auto: what DNS says (NAPTR, SRV), else UDP
             * @default udp
             * @enum {string}
             */
            transport: "auto" | "udp" | "tcp" | "tls";
            /**
             * Priority
             * @description Lower ones are tried first
             * @default 1
             */
            priority: number;
            /**
             * Weight
             * @description The share of calls among gateways of one priority
             * @default 1
             */
            weight: number;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * State
             * @default unknown
             * @enum {string}
             */
            state: "unknown" | "up" | "lagging" | "down";
            /** Since */
            since?: string | null;
            /**
             * Reason
             * @default
             * @example no answer to OPTIONS for 4 s
             */
            reason: string;
            /**
             * Answer Ms
             * @description How long its last answer took
             */
            answer_ms?: number | null;
            /**
             * Targets
             * @description What DNS has made of its name; none of an address
             * @default []
             */
            targets: components["schemas"]["TargetModel"][];
            /**
             * Name Trouble
             * @description Why its name has no address, or why an old answer serves
             * @default
             * @example DNS does not answer (192.0.2.53)
             */
            name_trouble: string;
            registration?: components["schemas"]["RegistrationModel"] | null;
        };
        /**
         * Graph
         * @description A whole scenario. `layout` is kept for whoever draws, by the nodes' ids; calls do not know it.
         *
         *     `rescue` is the node where callers go when something fails that nobody foresaw, such as a prompt that is gone.
         */
        Graph: {
            /**
             * Start
             * @default
             */
            start: string;
            /**
             * Rescue
             * @default
             */
            rescue: string;
            /** Nodes */
            nodes?: {
                [key: string]: components["schemas"]["Answer"] | components["schemas"]["Ask"] | components["schemas"]["Callback"] | components["schemas"]["Caller"] | components["schemas"]["Compare"] | components["schemas"]["Conference"] | components["schemas"]["Consent"] | components["schemas"]["Dial"] | components["schemas"]["Directory"] | components["schemas"]["Enter"] | components["schemas"]["EnterDigits"] | components["schemas"]["Fax"] | components["schemas"]["Hangup"] | components["schemas"]["Language"] | components["schemas"]["Menu"] | components["schemas"]["OpeningHours"] | components["schemas"]["Play"] | components["schemas"]["Program"] | components["schemas"]["Queue"] | components["schemas"]["Ring"] | components["schemas"]["Set"] | components["schemas"]["Voicemail"];
            };
            /** Layout */
            layout?: {
                [key: string]: components["schemas"]["Spot"];
            };
        };
        /**
         * GraphToTry
         * @description A graph that need not be saved; without it the draft is tried, else the published version.
         */
        GraphToTry: {
            graph?: components["schemas"]["Graph"] | null;
        };
        /**
         * GroupsModel
         * @description Whom a supervisor sees.
         */
        GroupsModel: {
            /**
             * Queues
             * @description Ids of queues: their agents
             * @default []
             */
            queues: string[];
            /**
             * Departments
             * @description Ids of departments: their people
             * @default []
             */
            departments: string[];
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * HandOver
         * @description Who takes over.
         */
        HandOver: {
            /**
             * To
             * @description The id of the person
             */
            to: string;
        };
        /**
         * HandedOverModel
         * @description What went to the successor.
         */
        HandedOverModel: {
            /**
             * Contacts
             * @description For whom the successor is responsible now
             */
            contacts: number;
            /** Owed Calls */
            owed_calls: number;
            /**
             * Extensions
             * @description All calls to these go to the successor
             * @example [
             *       "201"
             *     ]
             */
            extensions: string[];
            /**
             * Scenarios
             * @description That ring one of these by a step of theirs still, by name
             */
            scenarios: string[];
            /**
             * Queues
             * @description In which one of these is an agent still, by name
             */
            queues: string[];
        };
        /**
         * Hangup
         * @description End the call: with a goodbye, or, of a caller who was not answered yet, with a status (the caller's own tone).
         */
        Hangup: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "hangup";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Prompts
             * @default []
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Turn the caller away as
             * @default
             * @enum {string}
             */
            refuse: "" | "busy" | "declined" | "unknown";
        };
        /**
         * HealthModel
         * @description `status` is `ok` when all parts answer and the disk is not full; the web answers, or there would be none.
         */
        HealthModel: {
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "degraded";
            /**
             * Database
             * @enum {string}
             */
            database: "ok" | "away";
            /**
             * Switch
             * @enum {string}
             */
            switch: "ready" | "starting" | "away";
            /**
             * Disk
             * @enum {string}
             */
            disk: "ok" | "little" | "full";
        };
        /**
         * HeardThereModel
         * @description What a leg's far end says of the sound that it got from us; `mos` is its own rating or our estimate from it.
         */
        HeardThereModel: {
            /** Packets Lost */
            packets_lost: number;
            /** Loss Percent */
            loss_percent: number;
            /** Jitter Ms */
            jitter_ms: number;
            /** Mos */
            mos: number | null;
            /** Verdict */
            verdict: ("good" | "fair" | "poor" | "bad") | null;
        };
        /**
         * HistoryModel
         * @description The newest calls to the scenario's numbers; `left_out`: there are more than could be tried.
         */
        HistoryModel: {
            /** Judged */
            judged: number;
            /** Changed */
            changed: components["schemas"]["ChangedCallModel"][];
            /** Left Out */
            left_out: boolean;
        };
        /**
         * HistoryToTry
         * @description Which calls: of the last `days`, or from a time to another.
         */
        HistoryToTry: {
            graph?: components["schemas"]["Graph"] | null;
            /**
             * Days
             * @default 7
             */
            days: number;
            /**
             * Since
             * @description In the place of `days`; with an offset, else UTC
             */
            since?: string | null;
            /**
             * Until
             * @description null: now
             */
            until?: string | null;
        };
        /**
         * HoldModel
         * @description Whether a party is to wait with music.
         */
        HoldModel: {
            /** Held */
            held: boolean;
        };
        /**
         * HoursModel
         * @description Opening hours of some days of the week; `ends` before `begins` is on the next day.
         */
        HoursModel: {
            /**
             * Days
             * @description 1 is Monday
             * @example [
             *       1,
             *       2,
             *       3,
             *       4,
             *       5
             *     ]
             */
            days: number[];
            /**
             * Begins
             * @example 09:00
             */
            begins: string;
            /**
             * Ends
             * @description 24:00 is midnight
             * @example 17:00
             */
            ends: string;
        };
        /**
         * ImportedModel
         * @description What came of a sheet.
         */
        ImportedModel: {
            /** Added */
            added: number;
            /** Changed */
            changed: number;
        };
        /**
         * InviteModel
         * @description Who is to be called into the conversation.
         */
        InviteModel: {
            /**
             * To
             * @example 203
             * @example +37255512345
             */
            to: string;
        };
        /**
         * InvitedModel
         * @description What became of an invitation: it was mailed, or the link is to be handed over.
         */
        InvitedModel: {
            /**
             * Sent To
             * @description The address; null where nothing can be mailed
             * @example dora@example.com
             */
            sent_to: string | null;
            /**
             * Link
             * @description To be handed over, and shown this once; null where it was mailed
             */
            link: string | null;
            /**
             * Lasts Hours
             * @description How long the link works, once
             * @example 72
             */
            lasts_hours: number;
        };
        /**
         * KeysModel
         * @description Keys that a party is to get, one after the other.
         */
        KeysModel: {
            /**
             * Digits
             * @example 1234#
             */
            digits: string;
            /**
             * Each Ms
             * @description How long each is pressed
             * @default 100
             */
            each_ms: number;
        };
        /**
         * Language
         * @description Ask for a language by a key; who chooses none hears the company's.
         */
        Language: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "language";
            /**
             * Title
             * @default
             */
            title: string;
            /** Prompts */
            prompts: (string | components["schemas"]["Spoken"])[];
            /** Languages */
            languages: {
                [key: string]: string;
            };
            /**
             * Wait Seconds
             * @default 5
             */
            wait_seconds: number;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * LegModel
         * @description One leg; `status` is of SIP, `cause` of Q.850, `by` says who ended it.
         */
        LegModel: {
            /** Id */
            id: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound";
            /** Party */
            party: {
                [key: string]: unknown;
            };
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Rang At */
            rang_at: string | null;
            /** Answered At */
            answered_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Status */
            status: number | null;
            /** Cause */
            cause: number | null;
            /** By */
            by: string | null;
            /** Reason */
            reason: string;
            /**
             * Transport
             * @description Of its signalling
             * @example udp
             * @example wss
             */
            transport: string | null;
            /**
             * Codec
             * @description That it was answered with
             * @example PCMA
             * @example OPUS
             */
            codec: string | null;
            /**
             * Encryption
             * @description Of its sound, null when there was none
             * @example DTLS-SRTP
             * @example SDES AES_CM_128_HMAC_SHA1_80
             */
            encryption: string | null;
            /**
             * Sip Call Id
             * @description The Call-ID of its SIP dialog, as it stands in the trace
             */
            sip_call_id: string | null;
            quality: components["schemas"]["QualityModel"] | null;
            /** @description Of its video, null when there was none; without mos */
            video?: components["schemas"]["QualityModel"] | null;
        };
        /**
         * LineAlarmModel
         * @description The line runs out (`near`), or is too full for another call (`full`).
         */
        LineAlarmModel: {
            /**
             * Level
             * @enum {string}
             */
            level: "near" | "full";
            /**
             * Since
             * Format: date-time
             */
            since: string;
        };
        /**
         * LinkListModel
         * @description All links to a recording, the newest first.
         */
        LinkListModel: {
            /** Items */
            items: components["schemas"]["LinkModel"][];
        };
        /**
         * LinkModel
         * @description A link; a hearing is counted once while it may go on: for the recording's length and ten minutes more.
         */
        LinkModel: {
            /** Id */
            id: string;
            /** Note */
            note: string;
            /** Made By */
            made_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Max Hearings */
            max_hearings: number | null;
            /** Hearings */
            hearings: number;
            /** Last Heard At */
            last_heard_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "good" | "expired" | "used_up" | "revoked";
            /** Revoked At */
            revoked_at: string | null;
            /** Revoked By */
            revoked_by: string;
        };
        /**
         * ListedDepartmentModel
         * @description A department, and how many of its people are listed.
         */
        ListedDepartmentModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Branch
             * @description Empty: of the whole company
             * @example Tartu
             */
            branch: string;
            /** People */
            people: number;
        };
        /**
         * ListedDepartmentsModel
         * @description All departments, by name.
         */
        ListedDepartmentsModel: {
            /** Items */
            items: components["schemas"]["ListedDepartmentModel"][];
        };
        /**
         * ListedModel
         * @description Somebody of the company, as colleagues see it.
         */
        ListedModel: {
            /** Person Id */
            person_id: string;
            /**
             * Name
             * @example Dora Lepp
             */
            name: string;
            /**
             * Extensions
             * @example [
             *       "204"
             *     ]
             */
            extensions: string[];
            /**
             * Department
             * @example Sales
             */
            department: string;
            /**
             * Branch
             * @example Tartu
             */
            branch: string;
            /**
             * Position
             * @example Head of sales
             */
            position: string;
            /** Email */
            email: string | null;
            /**
             * Mobile
             * @description Where the person shares it
             * @example +37255512345
             */
            mobile: string | null;
            /**
             * Presence
             * @description By telephone, just now; null without an extension, and while the switch does not answer
             */
            presence: ("free" | "busy" | "ringing" | "dnd" | "away" | "offline") | null;
            /**
             * Note
             * @description What the person's telephone published
             */
            note: string;
        };
        /**
         * LiveCallListModel
         * @description All calls that go on, and who may supervise them at this login's request.
         */
        LiveCallListModel: {
            /** Items */
            items: components["schemas"]["LiveCallModel"][];
            /** Supervisors */
            supervisors: components["schemas"]["SupervisorModel"][];
        };
        /**
         * LiveCallModel
         * @description A call that goes on; `talking` while two parties hear each other and nothing else is under way.
         */
        LiveCallModel: {
            /** Id */
            id: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound" | "internal";
            /**
             * Number
             * @description What was dialled
             * @example +3726000100
             */
            number: string;
            /** Started At */
            started_at: string | null;
            /** Connected At */
            connected_at: string | null;
            /** Talking */
            talking: boolean;
            /**
             * Conference
             * @description Three or more talk
             * @default false
             */
            conference: boolean;
            /**
             * Meeting
             * @description In the conference of an extension, with other calls
             * @default false
             */
            meeting: boolean;
            /** Recording */
            recording: boolean;
            /**
             * Slot
             * @description On which it is parked
             */
            slot?: number | null;
            /**
             * Recording Paused
             * @default false
             */
            recording_paused: boolean;
            /** @description Of a call that was ordered by `POST /calls` */
            ordered?: components["schemas"]["OrderedModel"] | null;
            /** Legs */
            legs: components["schemas"]["LiveLegModel"][];
        };
        /**
         * LiveLegModel
         * @description A party of a call that goes on; `inside` is a telephone of the company.
         */
        LiveLegModel: {
            /** Id */
            id: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound";
            /** Number */
            number: string;
            /** Name */
            name: string;
            /** Inside */
            inside: boolean;
            /**
             * Muted
             * @description Nobody hears it
             * @default false
             */
            muted: boolean;
            /**
             * On Hold
             * @description At the wish of the API: it hears music, and nobody hears it
             * @default false
             */
            on_hold: boolean;
            /**
             * State
             * @enum {string}
             */
            state: "calling" | "ringing" | "answered" | "held";
            /**
             * Supervises
             * @description How it supervises the conversation; shown to leaders and to itself only
             */
            supervises?: ("listen" | "whisper" | "barge") | null;
            /**
             * Agent
             * @description Of a supervisor: the leg that hears a whisper
             */
            agent?: string | null;
        };
        /**
         * LiveModel
         * @description The web process answers.
         */
        LiveModel: {
            /**
             * Status
             * @default live
             * @constant
             */
            status: "live";
        };
        /**
         * Login
         * @description A login and its password.
         * @example {
         *       "password": "a long secret",
         *       "user": "anna"
         *     }
         */
        Login: {
            /** User */
            user: string;
            /** Password */
            password: string;
            /**
             * Code
             * @description Of the second factor, or a recovery code
             */
            code?: string | null;
        };
        /**
         * MadeCompanyModel
         * @description What was made; `password` is shown this once, where it was not chosen.
         */
        MadeCompanyModel: {
            company: components["schemas"]["ServedCompanyModel"];
            /** Login */
            login: string;
            /** Password */
            password: string | null;
        };
        /**
         * MadeDeviceModel
         * @description What a telephone needs to register; `secret` is shown this once, where it was not chosen.
         */
        MadeDeviceModel: {
            /** Id */
            id: string;
            /** Username */
            username: string;
            /** Secret */
            secret: string | null;
            /** Domain */
            domain: string;
        };
        /**
         * MadeLinkModel
         * @description A link that was just made, with its address, which is shown this once only.
         */
        MadeLinkModel: {
            /** Id */
            id: string;
            /** Note */
            note: string;
            /** Made By */
            made_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Max Hearings */
            max_hearings: number | null;
            /** Hearings */
            hearings: number;
            /** Last Heard At */
            last_heard_at: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "good" | "expired" | "used_up" | "revoked";
            /** Revoked At */
            revoked_at: string | null;
            /** Revoked By */
            revoked_by: string;
            /**
             * Url
             * @example https://pbx.example.com/shared/recordings/iV5K3dQ0sN8yT1pX7mJ2bW4cR6gH9zLfA0eUoYqBtDk
             */
            url: string;
        };
        /**
         * MadeTokenModel
         * @description A token just made.
         */
        MadeTokenModel: {
            /** Id */
            id: string;
            /**
             * Label
             * @example CRM
             */
            label: string;
            /** User Id */
            user_id: string;
            /**
             * Login
             * @description Whose it is
             */
            login: string;
            /**
             * Scopes
             * @description The only permissions; null: all that its login has
             */
            scopes: string[] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Used At
             * @description Last used, within the hour
             */
            used_at: string | null;
            /**
             * Token
             * @description Shown this once
             * @example offhook_…
             */
            token: string;
        };
        /**
         * MeModel
         * @description Who is logged in.
         */
        MeModel: {
            /** Login */
            login: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration";
            /** Tenant Id */
            tenant_id: string;
            /** Person Id */
            person_id: string | null;
            /**
             * Provider
             * @description Runs the installation: bans are its affair
             * @default false
             */
            provider: boolean;
            /**
             * Permissions
             * @description All that this login may do
             * @example [
             *       "calls.read",
             *       "me"
             *     ]
             */
            permissions: string[];
            /**
             * Second Factor
             * @description Logs in with a code as well
             * @default false
             */
            second_factor: boolean;
            /**
             * Must Enrol
             * @description The company wants a second factor: until there is one, nothing else is allowed
             * @default false
             */
            must_enrol: boolean;
        };
        /**
         * Menu
         * @description Ask for a choice, some times; who chooses nothing goes another way.
         */
        Menu: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "menu";
            /**
             * Title
             * @default
             */
            title: string;
            /** Prompts */
            prompts: (string | components["schemas"]["Spoken"])[];
            /** Choices */
            choices?: {
                [key: string]: components["schemas"]["Choice"];
            };
            /**
             * Extensions
             * @default true
             */
            extensions: boolean;
            /**
             * Extension Seconds
             * @default 20
             */
            extension_seconds: number;
            /**
             * Attempts
             * @default 3
             */
            attempts: number;
            /**
             * Wait Seconds
             * @default 5
             */
            wait_seconds: number;
            /**
             * Digit Seconds
             * @default 1.5
             */
            digit_seconds: number;
            /**
             * Invalid
             * @default [
             *       "invalid"
             *     ]
             */
            invalid: (string | components["schemas"]["Spoken"])[];
            /**
             * Otherwise
             * @default
             */
            otherwise: string;
        };
        /**
         * MessageModel
         * @description The voicemail message that the caller left.
         */
        MessageModel: {
            /** Id */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Duration Seconds */
            duration_seconds: number;
            /** Heard At */
            heard_at: string | null;
            /** Audio Url */
            audio_url: string;
        };
        /**
         * MuteModel
         * @description Whether a party is to be heard by nobody.
         */
        MuteModel: {
            /** Muted */
            muted: boolean;
        };
        /**
         * NewBan
         * @description A ban by hand.
         */
        NewBan: {
            /**
             * Place
             * @description An address, or a network of 24 bits (IPv6: 64 or 48)
             * @example 203.0.113.9
             * @example 203.0.113.0/24
             */
            place: string;
            /**
             * Seconds
             * @description How long
             */
            seconds: number;
            /**
             * Note
             * @default
             */
            note: string;
        };
        /**
         * NewBranch
         * @description A branch to be added.
         */
        NewBranch: {
            /**
             * Name
             * @example Tartu
             */
            name: string;
            /**
             * Country
             * @description For your records: numbers are dialled as in the company's country (ISO 3166). Empty: the company's
             */
            country?: string | null;
            /**
             * Timezone
             * @description For your records: schedules go by the company's time zone (IANA). Empty: the company's
             */
            timezone?: string | null;
            /**
             * Shows
             * @description The number of the company that its people show to whom they call outside; empty: the trunk's
             */
            shows?: string | null;
            /**
             * Reception
             * @description The extension, a person's or a service's, that has callers who want the branch; empty: none
             */
            reception?: string | null;
            /** City */
            city?: string | null;
            /** Address */
            address?: string | null;
        };
        /**
         * NewCompanyModel
         * @description A company to be made.
         */
        NewCompanyModel: {
            /**
             * Name
             * @example Customer OÜ
             */
            name: string;
            /**
             * Country
             * @example EE
             */
            country: string;
            /**
             * Language
             * @default en
             * @enum {string}
             */
            language: "en" | "ru" | "et" | "de" | "am";
            /**
             * Timezone
             * @example Europe/Tallinn
             */
            timezone: string;
            /**
             * Currency
             * @example EUR
             */
            currency: string;
            /**
             * Sip Domain
             * @example customer.pbx.example.com
             */
            sip_domain: string;
            plan?: components["schemas"]["PlanModel"];
            administrator: components["schemas"]["FirstLogin"];
        };
        /**
         * NewContact
         * @description A contact to be added.
         */
        NewContact: {
            /**
             * Name
             * @example Jaan Tamm
             */
            name: string;
            /** Company */
            company?: string | null;
            /** Numbers */
            numbers?: string[] | null;
            /** Email */
            email?: string | null;
            /** Note */
            note?: string | null;
            /**
             * Vip
             * @description An important one, whom scenarios can treat so
             */
            vip?: boolean | null;
            /** Labels */
            labels?: string[] | null;
            /**
             * Person Id
             * @description The person who is responsible for this contact; "": nobody
             */
            person_id?: string | null;
            /**
             * Short
             * @description Dialled by extensions instead of the first number; "": none
             * @example 77
             */
            short?: string | null;
        };
        /**
         * NewDepartment
         * @description A department to be added.
         */
        NewDepartment: {
            /**
             * Name
             * @example Sales
             */
            name: string;
            /**
             * Branch Id
             * @description The branch that it belongs to, with all who are in it; empty: of the whole company
             */
            branch_id?: string | null;
            /**
             * Manager Id
             * @description The id of the person who leads it; empty: nobody
             */
            manager_id?: string | null;
        };
        /**
         * NewDevice
         * @description A SIP account to be added; what else can be set of it is changed afterwards.
         */
        NewDevice: {
            /**
             * Username
             * @description Unique in the installation; left out, one is made
             * @example customer-204
             */
            username?: string | null;
            /**
             * Secret
             * @description Left out, one is made
             */
            secret?: string | null;
            /**
             * Person Id
             * @description Whose it is; absent: nobody's
             */
            person_id?: string | null;
            /**
             * Label
             * @default
             * @example Desk telephone
             */
            label: string;
        };
        /**
         * NewExtensionModel
         * @description A service to be made. `pin` to `record` are of conferences only.
         */
        NewExtensionModel: {
            /**
             * Number
             * @description Digits, * and #; no other extension of the company has it
             * @example 500
             */
            number: string;
            /** Name */
            name: string;
            /**
             * Pin
             * @description Asked of who comes in; empty: nobody is asked
             * @example 4711
             */
            pin?: string | null;
            /**
             * Moderator Pin
             * @description Who comes in with it leads; empty: all people of the company lead
             * @example 4712
             */
            moderator_pin?: string | null;
            /**
             * Music
             * @description Who is alone hears music
             */
            music?: boolean | null;
            /**
             * Announce
             * @description Who comes in is told how many are there
             */
            announce?: boolean | null;
            /**
             * Places
             * @description So many people at most
             */
            places?: number | null;
            /**
             * Record
             * @description The mix is recorded
             */
            record?: boolean | null;
            /**
             * Members
             * @description Of paging: the extensions whose telephones answer by themselves
             * @example [
             *       "201",
             *       "202"
             *     ]
             */
            members?: string[] | null;
            /**
             * Queue Id
             * @description Of a queue's number: where callers wait
             */
            queue_id?: string | null;
            /**
             * Overflow
             * @description Of a queue's number: who has callers whom no agent took, an extension or outside number; empty: a goodbye
             * @example 201
             */
            overflow?: string | null;
            /**
             * Scenario Id
             * @description Of the kind scenario: the published scenario that answers
             */
            scenario_id?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "echo" | "conference" | "box" | "paging" | "queue" | "scenario";
        };
        /**
         * NewLinkModel
         * @description A link to make; whoever has it hears the recording without a login.
         */
        NewLinkModel: {
            /**
             * Lifetime Hours
             * @description How long it is good: 30 days at most
             * @default 72
             */
            lifetime_hours: number;
            /**
             * Max Hearings
             * @description How often it may be heard; null: any number
             */
            max_hearings?: number | null;
            /**
             * Note
             * @default
             * @example Complaint 4711, sent to Baltic Tours
             */
            note: string;
        };
        /**
         * NewNumberList
         * @description A list to be added.
         */
        NewNumberList: {
            /**
             * Name
             * @example Important customers
             */
            name: string;
            /**
             * Numbers
             * @description Numbers, beginnings of them with an asterisk, and extensions; national numbers are read by the country
             * @default []
             * @example [
             *       "+37255512345",
             *       "+3725*",
             *       "555 1234",
             *       "201"
             *     ]
             */
            numbers: string[];
        };
        /**
         * NewNumberModel
         * @description A number to be added; calls to it come once the operator sends them.
         */
        NewNumberModel: {
            /** Label */
            label?: string | null;
            /**
             * Trunk Id
             * @description The trunk that it comes by and is shown on first; "": none
             */
            trunk_id?: string | null;
            /**
             * Scenario Id
             * @description The published scenario that answers from the next call on; "": none
             */
            scenario_id?: string | null;
            /**
             * Branch Id
             * @description The branch that it belongs to; "": none
             */
            branch_id?: string | null;
            /**
             * E164
             * @description International, with its +
             * @example +372 600 0100
             */
            e164: string;
        };
        /**
         * NewPerson
         * @description Somebody who works for the company, with an extension or without.
         */
        NewPerson: {
            /** May Supervise */
            may_supervise?: boolean | null;
            /** May Page */
            may_page?: boolean | null;
            /**
             * Department
             * @description As it is called; a new name makes a department, empty is none
             */
            department?: string | null;
            /**
             * Department Id
             * @description Instead of its name; empty for none
             */
            department_id?: string | null;
            /**
             * Branch Id
             * @description Empty for none; a department may bring its own
             */
            branch_id?: string | null;
            /** Position */
            position?: string | null;
            /**
             * Email
             * @description Empty for none
             */
            email?: string | null;
            /**
             * Mobile
             * @description As it is dialled; empty for none
             */
            mobile?: string | null;
            /** Share Mobile */
            share_mobile?: boolean | null;
            /**
             * Hidden
             * @description Not in the directory, and not found by callers who spell the name
             */
            hidden?: boolean | null;
            /**
             * Name
             * @example Dora Lepp
             */
            name: string;
            /**
             * Extension
             * @description The number that rings the person
             * @example 204
             */
            extension?: string | null;
            /**
             * Voicemail
             * @description The extension has a mailbox
             * @default true
             */
            voicemail: boolean;
        };
        /**
         * NewPrompt
         * @description A prompt to be spoken from a text.
         */
        NewPrompt: {
            /**
             * Name
             * @description By which scenarios say it
             * @example sales
             */
            name: string;
            /**
             * Language
             * @description BCP 47
             * @example et
             */
            language: string;
            /**
             * Text
             * @example You have reached the sales department.
             */
            text: string;
        };
        /**
         * NewRecordingRule
         * @description A rule to be added; without a `place` it is asked last.
         */
        NewRecordingRule: {
            /**
             * Name
             * @example Support
             */
            name: string;
            /**
             * Mode
             * @description always: from the first word · on_demand: begun and ended by who talks, or by the API · never
             * @default always
             * @enum {string}
             */
            mode: "always" | "on_demand" | "never";
            /**
             * Directions
             * @default []
             */
            directions: ("inbound" | "outbound" | "internal")[];
            /**
             * Numbers
             * @default []
             */
            numbers: string[];
            /**
             * Extensions
             * @default []
             */
            extensions: string[];
            /**
             * Queues
             * @default []
             */
            queues: string[];
            /** List Id */
            list_id?: string | null;
            /**
             * Percent
             * @description So many of 100 calls that it fits; the others are not
             * @default 100
             */
            percent: number;
            /**
             * Announce
             * @default false
             */
            announce: boolean;
            /**
             * Keep Days
             * @description After so many days a recording is deleted; 0: not by itself
             * @default 0
             */
            keep_days: number;
            /** Place */
            place?: number | null;
        };
        /**
         * NewScenario
         * @description A scenario to be added, perhaps with a first draft.
         */
        NewScenario: {
            /**
             * Name
             * @example Main line
             */
            name: string;
            graph?: components["schemas"]["Graph"] | null;
        };
        /**
         * NewSchedule
         * @description A schedule to be added.
         */
        NewSchedule: {
            /**
             * Name
             * @example Office hours
             */
            name: string;
            /**
             * Hours
             * @default []
             */
            hours: components["schemas"]["HoursModel"][];
            /**
             * Special
             * @default []
             */
            special: components["schemas"]["SpecialDaysModel"][];
            /**
             * Holidays
             * @description Public holidays of a country (ISO 3166), or of a part of one; closed then
             * @example EE
             * @example DE-BY
             */
            holidays?: string | null;
        };
        /**
         * NewSite
         * @description A site to be added.
         */
        NewSite: {
            /**
             * Name
             * @example Tartu
             */
            name: string;
            /**
             * Networks
             * @default []
             * @example [
             *       "203.0.113.0/28",
             *       "2001:db8:7::/48"
             *     ]
             */
            networks: string[];
            /**
             * Kbit Up
             * @default 0
             */
            kbit_up: number;
            /**
             * Kbit Down
             * @default 0
             */
            kbit_down: number;
            /**
             * Alarm Percent
             * @default 80
             */
            alarm_percent: number;
            /** Branch Id */
            branch_id?: string | null;
        };
        /**
         * NewSpeech
         * @description A prompt to be spoken from a text, and how.
         */
        NewSpeech: {
            /**
             * Name
             * @description By which scenarios say it
             * @example sales
             */
            name: string;
            /**
             * Language
             * @description BCP 47
             * @example et
             */
            language: string;
            /**
             * Text
             * @example Our office is closed until Monday.
             */
            text: string;
            /**
             * Voice
             * @default
             * @enum {string}
             */
            voice: "" | "male" | "male-deep" | "female" | "female-bright";
            /**
             * Speed
             * @description In per cent of the usual one
             * @default 100
             */
            speed: number;
        };
        /**
         * NewTokenModel
         * @description A token to be made.
         */
        NewTokenModel: {
            /**
             * Label
             * @description What it is for
             * @example CRM
             */
            label: string;
            /**
             * Scopes
             * @description Names of permissions (GET /permissions)
             * @example [
             *       "calls.read"
             *     ]
             */
            scopes?: string[] | null;
            /**
             * Expires At
             * @description At most a year away, which is the usual
             */
            expires_at?: string | null;
            /**
             * Never Expires
             * @description Only of an integration
             * @default false
             */
            never_expires: boolean;
            /**
             * User Id
             * @description Whose; an administrator's choice, else the own login
             */
            user_id?: string | null;
        };
        /**
         * NewTrunkModel
         * @description A trunk to be added; what is left out is as usual.
         */
        NewTrunkModel: {
            /** Name */
            name: string;
            /**
             * Host
             * @example sip.example.net
             * @example 192.0.2.7
             */
            host: string;
            /**
             * Port
             * @description 0: what DNS says (SRV), else the usual one
             */
            port?: number | null;
            /** Transport */
            transport?: ("auto" | "udp" | "tcp" | "tls") | null;
            /**
             * Match
             * @description Addresses and networks that its calls come from, besides those of its hosts; whoever sits there calls as the operator
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            match?: string[] | null;
            /**
             * Register
             * @description Register there, with the user name and the password
             */
            register?: boolean | null;
            /**
             * Username
             * @description Also what the operator's challenges are answered as
             */
            username?: string | null;
            /**
             * Secret
             * @description The password; kept sealed and never told again
             */
            secret?: string | null;
            /**
             * Domain
             * @description In From and in the registration; empty: the host
             */
            domain?: string | null;
            /**
             * Authority
             * @description PEM: who signs its TLS server's certificate; empty: as browsers trust
             */
            authority?: string | null;
            /**
             * Caller Id
             * @description The number shown; empty: the company's first
             * @example +3726000100
             */
            caller_id?: string | null;
            /**
             * Codecs
             * @example [
             *       "PCMA",
             *       "PCMU"
             *     ]
             */
            codecs?: string[] | null;
            /**
             * Encryption
             * @description off: no SDES · optional: where the operator offers it · required: offered, and nothing else
             */
            encryption?: ("off" | "optional" | "required") | null;
            /**
             * Dtmf
             * @description Keys: auto: as agreed · rfc4733: telephone events only · info: SIP INFO only · inband: tones in the sound only
             */
            dtmf?: ("auto" | "rfc4733" | "info" | "inband") | null;
            /**
             * Video
             * @description Whether video is offered to the operator and taken from it
             */
            video?: boolean | null;
            /**
             * Identity
             * @description The header, besides From, that says who calls: from: none · pai: P-Asserted-Identity · ppi: P-Preferred-Identity · rpid: Remote-Party-ID
             */
            identity?: ("from" | "pai" | "ppi" | "rpid") | null;
            /**
             * Trusted
             * @description Believe the operator's P-Asserted-Identity, Remote-Party-ID and Diversion
             */
            trusted?: boolean | null;
            /**
             * Withhold
             * @description Hide our number from the people that are called (CLIR)
             */
            withhold?: boolean | null;
            /**
             * Forwarded
             * @description The header that says of a forwarded call for whom it was first
             */
            forwarded?: ("none" | "diversion" | "history-info") | null;
            /**
             * Redirects
             * @description 3xx: refuse: the call fails · same_host: followed at the operator's address · any: followed anywhere · pass: given to the telephone that calls
             */
            redirects?: ("refuse" | "same_host" | "any" | "pass") | null;
            /**
             * Large By Tcp
             * @description Send requests of over 1,300 bytes by TCP where possible
             */
            large_by_tcp?: boolean | null;
            /**
             * Gateways
             * @description Empty: calls go to the trunk's host
             */
            gateways?: components["schemas"]["GatewayModel"][] | null;
            /** Probe S */
            probe_s?: number | null;
            /**
             * Backup Id
             * @description The trunk that stands in for this one; "": none
             */
            backup_id?: string | null;
            /**
             * Channels In
             * @description Calls at once that may come; 0: any number
             */
            channels_in?: number | null;
            /** Channels Out */
            channels_out?: number | null;
            /**
             * Channels
             * @description Both ways together
             */
            channels?: number | null;
            /** Alarm Percent */
            alarm_percent?: number | null;
            /** @description Replaced whole */
            formats?: components["schemas"]["NumberFormatsModel"] | null;
        };
        /**
         * NewUserModel
         * @description A login to be made; it gets its password by `POST /users/{id}/invite`, and an integration tokens.
         */
        NewUserModel: {
            /**
             * Login
             * @description An e-mail address, which invitations go to, or a name
             * @example dora@example.com
             */
            login: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration";
            /**
             * Person Id
             * @description Whose calls are this login's own
             */
            person_id?: string | null;
            /** @description A supervisor sees these people only, live and in the history; null: the whole company */
            groups?: components["schemas"]["GroupsModel"] | null;
            /**
             * Hear Recordings
             * @description An auditor hears recordings and messages, too
             * @default false
             */
            hear_recordings: boolean;
        };
        /**
         * NewWakeup
         * @description A wake-up call to be set; it replaces one of the same time of the same person.
         */
        NewWakeup: {
            /**
             * Extension Id
             * @description Of a person
             */
            extension_id: string;
            /**
             * Time
             * @description HH:MM, by the company's clock
             * @example 06:30
             */
            time: string;
            /**
             * Daily
             * @default false
             */
            daily: boolean;
            /**
             * Day
             * @description The (first) day; without it: when that time comes next
             */
            day?: string | null;
        };
        /**
         * NewWebhook
         * @description A webhook to be added.
         */
        NewWebhook: {
            /**
             * Name
             * @example CRM
             */
            name: string;
            /**
             * Url
             * @description A public server, by https; others where the installation allows their network
             * @example https://crm.example.com/offhook
             */
            url: string;
            /**
             * Kinds
             * @description Of which kinds events are sent; empty: all
             * @example [
             *       "call.ended"
             *     ]
             */
            kinds?: ("call.appeared" | "call.ringing" | "call.answered" | "call.held" | "call.resumed" | "call.transferred" | "call.ended" | "agent.state" | "queue.state" | "registration" | "recording.ready" | "voicemail.left" | "owed_call.made" | "owed_call.closed")[];
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Description
             * @default
             */
            description: string;
        };
        /**
         * NodeKindModel
         * @description A kind of node; `form` is the JSON Schema of its fields, with `x-exit` and `x-names`.
         */
        NodeKindModel: {
            /** Kind */
            kind: string;
            /** Title */
            title: string;
            /** Form */
            form: {
                [key: string]: unknown;
            };
        };
        /**
         * NodeKindsModel
         * @description All kinds of nodes, by name.
         */
        NodeKindsModel: {
            /** Items */
            items: components["schemas"]["NodeKindModel"][];
        };
        /**
         * NumberChange
         * @description What is to change; what is left out stays.
         */
        NumberChange: {
            /** Label */
            label?: string | null;
            /**
             * Trunk Id
             * @description The trunk that it comes by and is shown on first; "": none
             */
            trunk_id?: string | null;
            /**
             * Scenario Id
             * @description The published scenario that answers from the next call on; "": none
             */
            scenario_id?: string | null;
            /**
             * Branch Id
             * @description The branch that it belongs to; "": none
             */
            branch_id?: string | null;
        };
        /**
         * NumberFormatModel
         * @description How the operator wants numbers; `rules` change the beginning of the number in its form.
         */
        NumberFormatModel: {
            /**
             * Form
             * @description e164: +372… · plain: 372… · national: as dialled inside the country, numbers of other countries international · international: with the prefix in front
             * @default e164
             * @enum {string}
             */
            form: "e164" | "plain" | "national" | "international";
            /**
             * International
             * @default 00
             * @example 00
             * @example 810
             */
            international: string;
            /**
             * Rules
             * @description The first that fits is applied
             * @default []
             */
            rules: components["schemas"]["RuleModel"][];
        };
        /**
         * NumberFormatsModel
         * @description Numbers both ways; inside they are E.164.
         */
        NumberFormatsModel: {
            /**
             * Country
             * @description ISO 3166, of the operator; null: the company's
             */
            country?: string | null;
            /**
             * @default {
             *       "form": "e164",
             *       "international": "00",
             *       "rules": []
             *     }
             */
            called: components["schemas"]["NumberFormatModel"];
            /**
             * @default {
             *       "form": "e164",
             *       "international": "00",
             *       "rules": []
             *     }
             */
            caller: components["schemas"]["NumberFormatModel"];
            /**
             * Called In
             * @description Applied to called numbers that come, before they are read
             * @default []
             */
            called_in: components["schemas"]["RuleModel"][];
            /**
             * Caller In
             * @description The same for the callers' numbers
             * @default []
             */
            caller_in: components["schemas"]["RuleModel"][];
        };
        /**
         * NumberListChange
         * @description What is to change; what is left out stays.
         */
        NumberListChange: {
            /** Name */
            name?: string | null;
            /** Numbers */
            numbers?: string[] | null;
        };
        /**
         * NumberListsModel
         * @description The company's lists, by name.
         */
        NumberListsModel: {
            /** Items */
            items: components["schemas"]["offhook__api__number_lists__NumberListModel"][];
        };
        /**
         * NumberModel
         * @description A number of the company; the scenario answers it.
         */
        NumberModel: {
            /** Id */
            id: string;
            /**
             * E164
             * @example +3726000100
             */
            e164: string;
            /** Label */
            label: string;
            /** Trunk Id */
            trunk_id: string | null;
            /** Scenario Id */
            scenario_id: string | null;
            /**
             * Branch Id
             * @description The branch that it belongs to; calls to it are told to be its
             */
            branch_id?: string | null;
        };
        /**
         * NumbersModel
         * @description Numbers to be put on a list, or taken off.
         */
        NumbersModel: {
            /**
             * Numbers
             * @description Numbers, beginnings of them with an asterisk, and extensions; national numbers are read by the country
             * @example [
             *       "+37255512345",
             *       "+3725*",
             *       "555 1234",
             *       "201"
             *     ]
             */
            numbers: string[];
        };
        /**
         * OneRecordingModel
         * @description A recording with the loudest sample of each stretch of time, in per cent; a list for each channel.
         */
        OneRecordingModel: {
            /** Id */
            id: string;
            /** Call Id */
            call_id: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Duration Seconds */
            duration_seconds: number | null;
            /** Error */
            error: string | null;
            /** Direction */
            direction: string;
            from: components["schemas"]["PartyModel"];
            /**
             * Number
             * @description What was dialled
             */
            number: string;
            to: components["schemas"]["PartyModel"] | null;
            /** Rule Id */
            rule_id: string | null;
            /**
             * Rule
             * @description The recording rule that decided; empty: none was for this conversation
             */
            rule: string;
            /** Pauses */
            pauses: components["schemas"]["PauseModel"][];
            /** Sha256 */
            sha256: string | null;
            /**
             * Sealed At
             * @description When it was encrypted, and its fingerprint taken; null: it is plain
             */
            sealed_at: string | null;
            /**
             * Hold
             * @description It is not deleted, whatever its rule says
             */
            hold: boolean;
            /**
             * Deletes At
             * @description When it is deleted by itself; null: never
             */
            deletes_at: string | null;
            /** Deleted At */
            deleted_at: string | null;
            /** Audio Url */
            audio_url: string | null;
            /** Waveform */
            waveform: number[][] | null;
        };
        /**
         * OpeningHours
         * @description Go one way while a schedule says open, another while it says closed; a holiday may have a way of its own.
         */
        OpeningHours: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "schedule";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Schedule
             * @default
             */
            schedule: string;
            /**
             * Open
             * @default
             */
            open: string;
            /**
             * Closed
             * @default
             */
            closed: string;
            /**
             * Holiday
             * @default
             */
            holiday: string;
        };
        /**
         * OpeningModel
         * @description What a schedule says at this moment, and by what.
         */
        OpeningModel: {
            /**
             * Says
             * @enum {string}
             */
            says: "open" | "closed" | "holiday";
            /**
             * Why
             * @enum {string}
             */
            why: "switched" | "special" | "holiday" | "hours";
            /**
             * Label
             * @description The holiday's or special day's name
             */
            label: string;
        };
        /**
         * OrderModel
         * @description Whose telephones ring, and whom they are for. Without `extension`, `person_id` and `device`: the login's own.
         */
        OrderModel: {
            /**
             * To
             * @description As it would be dialled: an extension, or a number in any usual form
             */
            to?: string | null;
            /**
             * Contact Id
             * @description Instead of `to`: this contact's first number
             */
            contact_id?: string | null;
            /**
             * Extension
             * @description Of the person whose telephones ring
             * @example 201
             */
            extension?: string | null;
            /**
             * Person Id
             * @description Instead of `extension`
             */
            person_id?: string | null;
            /**
             * Device
             * @description A user name: this telephone alone rings
             * @example anna-desk
             */
            device?: string | null;
            /**
             * Shows
             * @description The company's number that the called side sees, or `hidden`
             * @example +3726000101
             */
            shows?: string | null;
            /**
             * Name
             * @description Shown on the person's telephone; without it the contact's name
             */
            name?: string | null;
            /**
             * Auto Answer
             * @description The telephone answers by itself, if it can
             * @default false
             */
            auto_answer: boolean;
            /**
             * Ring Seconds
             * @description How long the person has to answer
             * @default 30
             */
            ring_seconds: number;
        };
        /**
         * OrderedCallModel
         * @description The call: while it goes on it is shown at `url`, from its beginning on in the history, too.
         */
        OrderedCallModel: {
            /** Id */
            id: string;
            /**
             * Status
             * @default accepted
             * @constant
             */
            status: "accepted";
            /**
             * Url
             * @example /api/v1/calls/live/0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f
             */
            url: string;
        };
        /**
         * OrderedModel
         * @description How far an ordered call is: the person's phones ring, whom the person wants is called, they have talked.
         */
        OrderedModel: {
            /**
             * By
             * @description The login that ordered it
             */
            by: string;
            /**
             * Stage
             * @enum {string}
             */
            stage: "ringing" | "calling" | "talking";
        };
        /**
         * OutcomeModel
         * @description How a call ends, with whom.
         */
        OutcomeModel: {
            /**
             * Ending
             * @enum {string}
             */
            ending: "conversation" | "voicemail" | "service" | "goodbye" | "refused" | "lost";
            /** Who */
            who: string;
        };
        /**
         * OwedCallChange
         * @description What is to change; what is left out stays.
         */
        OwedCallChange: {
            /**
             * Owner Id
             * @description A person; "": nobody in particular
             */
            owner_id?: string | null;
            /** Due At */
            due_at?: string | null;
            /** Note */
            note?: string | null;
        };
        /**
         * OwedCallModel
         * @description A caller to be called back.
         */
        OwedCallModel: {
            /** Id */
            id: string;
            /**
             * Number
             * @example +37255512345
             */
            number: string;
            /**
             * Name
             * @description As the operator sent it
             */
            name: string;
            /**
             * Number Id
             * @description The company's number that was called last
             */
            number_id: string | null;
            /**
             * Since
             * Format: date-time
             * @description When the first of these calls came
             */
            since: string;
            /**
             * Last At
             * Format: date-time
             * @description When the last of them ended
             */
            last_at: string;
            /**
             * Due At
             * Format: date-time
             * @description By when the caller is to be called back
             */
            due_at: string;
            /** Overdue */
            overdue: boolean;
            /**
             * After Hours
             * @description The first came while a schedule said closed
             */
            after_hours: boolean;
            /**
             * Call Ids
             * @description The calls that nobody answered
             */
            call_ids: string[];
            /**
             * Owner Id
             * @description The person who is to call back; null: whoever has time
             */
            owner_id: string | null;
            /** Note */
            note: string;
            /**
             * Tries
             * @description Calls of the company to that number that nobody answered
             */
            tries: number;
            /**
             * Tried At
             * @description When the last of them ended
             */
            tried_at: string | null;
            /**
             * Closed At
             * @description When both talked
             */
            closed_at: string | null;
            /**
             * Closed By
             * @description The call in which they did
             */
            closed_by: string | null;
        };
        /**
         * OwedListModel
         * @description Those that are due first.
         */
        OwedListModel: {
            /** Items */
            items: components["schemas"]["OwedCallModel"][];
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /**
         * ParkModel
         * @description Where the other party is to wait; without a slot the first that is free is taken.
         */
        ParkModel: {
            /**
             * Slot
             * @example 1
             */
            slot?: number | null;
            /**
             * By
             * @description The leg that parks the other, where several could
             */
            by?: string | null;
        };
        /**
         * PartsModel
         * @description How the parts do; `old` is a database whose tables are not those of this version.
         */
        PartsModel: {
            /**
             * Database
             * @enum {string}
             */
            database: "ok" | "old" | "away";
            /**
             * Switch
             * @enum {string}
             */
            switch: "ready" | "starting" | "away";
            /**
             * Media
             * @enum {string}
             */
            media: "ok" | "away";
            /**
             * Disk
             * @enum {string}
             */
            disk: "ok" | "little" | "full";
        };
        /**
         * PartyModel
         * @description Someone at one end of a call: an outside number in E.164 or an extension.
         */
        PartyModel: {
            /** Number */
            number: string;
            /** Name */
            name: string;
        };
        /**
         * Password
         * @description The own password, once more.
         */
        Password: {
            /** Password */
            password: string;
        };
        /**
         * PathModel
         * @description How a call would go; `who` it ends with, such as an extension.
         */
        PathModel: {
            /** Nodes */
            nodes: string[];
            /** Steps */
            steps: components["schemas"]["RehearsedStepModel"][];
            /**
             * Ending
             * @enum {string}
             */
            ending: "conversation" | "voicemail" | "service" | "goodbye" | "refused" | "lost";
            /** Who */
            who: string;
        };
        /**
         * PauseModel
         * @description A silence in a recording at somebody's wish, in seconds from its beginning; without `to` it lasts to the end.
         */
        PauseModel: {
            /** From */
            from: number;
            /** To */
            to: number | null;
            /** By */
            by: string;
        };
        /**
         * PermissionListModel
         * @description The table of permissions, and the own ones by name.
         */
        PermissionListModel: {
            /** Items */
            items: components["schemas"]["PermissionModel"][];
            /** Roles */
            roles: components["schemas"]["RoleModel"][];
            /** Own */
            own: string[];
        };
        /**
         * PermissionModel
         * @description What may be done, and who may.
         */
        PermissionModel: {
            /**
             * Name
             * @example calls.read
             */
            name: string;
            /** About */
            about: string;
            /**
             * Narrowed
             * @description What of it those have who do not see everybody; empty: all of it
             */
            narrowed: string;
            /** Roles */
            roles: ("admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration")[];
        };
        /**
         * PersonChange
         * @description What is to change; what is left out stays.
         */
        PersonChange: {
            /** May Supervise */
            may_supervise?: boolean | null;
            /** May Page */
            may_page?: boolean | null;
            /**
             * Department
             * @description As it is called; a new name makes a department, empty is none
             */
            department?: string | null;
            /**
             * Department Id
             * @description Instead of its name; empty for none
             */
            department_id?: string | null;
            /**
             * Branch Id
             * @description Empty for none; a department may bring its own
             */
            branch_id?: string | null;
            /** Position */
            position?: string | null;
            /**
             * Email
             * @description Empty for none
             */
            email?: string | null;
            /**
             * Mobile
             * @description As it is dialled; empty for none
             */
            mobile?: string | null;
            /** Share Mobile */
            share_mobile?: boolean | null;
            /**
             * Hidden
             * @description Not in the directory, and not found by callers who spell the name
             */
            hidden?: boolean | null;
        };
        /**
         * PersonListModel
         * @description The company's people, by name.
         */
        PersonListModel: {
            /** Items */
            items: components["schemas"]["PersonModel"][];
        };
        /**
         * PersonModel
         * @description Someone who works for the company.
         */
        PersonModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example Dora Lepp
             */
            name: string;
            /**
             * May Supervise
             * @description Listen to colleagues' conversations, whisper, barge in, take over
             */
            may_supervise: boolean;
            /**
             * May Page
             * @description Speak from telephones that answer by themselves: intercom and paging
             */
            may_page: boolean;
            /**
             * Department
             * @default
             * @example Sales
             */
            department: string;
            /** Department Id */
            department_id?: string | null;
            /**
             * Branch
             * @default
             * @example Tartu
             */
            branch: string;
            /** Branch Id */
            branch_id?: string | null;
            /**
             * Position
             * @default
             * @example Head of sales
             */
            position: string;
            /** Email */
            email?: string | null;
            /**
             * Mobile
             * @default
             * @example +37255512345
             */
            mobile: string;
            /**
             * Share Mobile
             * @description Colleagues see the mobile number
             * @default false
             */
            share_mobile: boolean;
            /**
             * Hidden
             * @description Not in the directory, and not found by callers who spell the name
             * @default false
             */
            hidden: boolean;
        };
        /**
         * PersonWorkloadModel
         * @description One person: what goes on now, and the figures of today.
         */
        PersonWorkloadModel: {
            /** Person Id */
            person_id: string;
            /** Name */
            name: string;
            /** Extension */
            extension: string | null;
            /**
             * State
             * @description What goes on in a call; without one, the presence as in the directory
             * @enum {string}
             */
            state: "free" | "ringing" | "dialling" | "talking" | "busy" | "dnd" | "away" | "offline";
            /**
             * Call Id
             * @description The call that goes on, of several the one in which they talk
             */
            call_id: string | null;
            /**
             * Inbound
             * @description Calls that rang here and were answered here
             */
            inbound: number;
            /**
             * Outbound
             * @description Calls that were made here, to colleagues as well
             */
            outbound: number;
            /**
             * Missed
             * @description Calls that rang here and nobody answered; what a colleague answered is none
             */
            missed: number;
            /** Talking Seconds */
            talking_seconds: number;
        };
        /**
         * PlaceModel
         * @description A branch or a department; `name` is what it is called now, null once it is gone.
         */
        PlaceModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example Tartu
             */
            name: string | null;
        };
        /**
         * PlanModel
         * @description What a company may have; 0 is any number.
         */
        PlanModel: {
            /**
             * Name
             * @default
             * @example Office 20
             */
            name: string;
            /**
             * Users
             * @description Logins, and people: so many of each
             * @default 0
             */
            users: number;
            /**
             * Numbers
             * @default 0
             */
            numbers: number;
            /**
             * Channels
             * @description Calls at once, inside ones too; emergency calls always pass
             * @default 0
             */
            channels: number;
            /**
             * Storage
             * @description Bytes of recordings and messages
             * @default 0
             */
            storage: number;
        };
        /**
         * Play
         * @description Play one thing after the other, as often as is wished; a key pressed meanwhile ends it and is kept.
         */
        Play: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "play";
            /**
             * Title
             * @default
             */
            title: string;
            /** Prompts */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Times
             * @default 1
             */
            times: number;
            /**
             * Interruptible
             * @default true
             */
            interruptible: boolean;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * PlayModel
         * @description What is to be said in a conversation, and to whom: `all`, or the id of a leg.
         */
        PlayModel: {
            /**
             * Sound
             * @description A prompt's name
             * @example goodbye
             */
            sound?: string | null;
            /**
             * Text
             * @description Spoken in the company's language
             */
            text?: string | null;
            /**
             * To
             * @default all
             */
            to: string;
            /**
             * Level Db
             * @description How loud it is
             * @default 0
             */
            level_db: number;
            /**
             * Voices Db
             * @description How loud they hear each other meanwhile
             * @default -10
             */
            voices_db: number;
        };
        /**
         * PresetStepModel
         * @description One setting in the pages of the box, in the maker's words.
         */
        PresetStepModel: {
            /**
             * Where
             * @example FXO Port
             */
            where: string;
            /**
             * Name
             * @example Stage Method (1/2)
             */
            name: string;
            /**
             * Value
             * @description In braces: number (of the line or SIM), user, password (the device's), extension, lines, trunk
             * @example 1
             * @example {number}
             */
            value: string;
        };
        /**
         * PreviewModel
         * @description The number both ways; `number` is null when it is none, as dialled by a telephone of the company.
         */
        PreviewModel: {
            /**
             * Number
             * @description As it is dialled and kept inside: E.164, or a short number
             */
            number: string | null;
            /**
             * Called
             * @description As the operator is asked for it
             */
            called: string | null;
            /**
             * Caller
             * @description As it is shown when it calls
             */
            caller: string | null;
            /**
             * Called In
             * @description What is read when the operator sends it as the number called
             */
            called_in: string;
            /**
             * Caller In
             * @description The same as the number that calls
             */
            caller_in: string;
        };
        /**
         * PreviewRequest
         * @description Formats that need not be saved, and a number to try them with.
         */
        PreviewRequest: {
            formats: components["schemas"]["NumberFormatsModel"];
            /**
             * Number
             * @example +37255512345
             * @example 55512345
             * @example 112
             */
            number: string;
        };
        /**
         * Problem
         * @description What went wrong, for people (`title`, `detail`) and programs (`status`, `errors`).
         */
        Problem: {
            /**
             * Type
             * @default about:blank
             */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail?: string | null;
            /** Errors */
            errors?: {
                [key: string]: string;
            }[] | null;
            /** Request Id */
            request_id?: string | null;
        };
        /**
         * Program
         * @description Ask a URL what to do, do it, tell it what came of it, and so on.
         *
         *     Each answer names one thing in `do`: `answer`, `say`, `ask`, `dial`, `record`, `hang_up` or `done`. A conversation,
         *     a message and `hang_up` end the call. What comes too late or cannot be done leads to `failed`, so the caller is
         *     never lost with the program.
         */
        Program: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "program";
            /**
             * Title
             * @default
             */
            title: string;
            /** Url */
            url: string;
            /**
             * Seconds
             * @default 3
             */
            seconds: number;
            /**
             * Done
             * @default
             */
            done: string;
            /**
             * Failed
             * @default
             */
            failed: string;
        };
        /**
         * PromptChange
         * @description What a prompt is to say, and how; without `voice` and `speed` it is spoken as before.
         */
        PromptChange: {
            /**
             * Text
             * @example You have reached the sales department.
             */
            text: string;
            /** Voice */
            voice?: ("" | "male" | "male-deep" | "female" | "female-bright") | null;
            /** Speed */
            speed?: number | null;
        };
        /**
         * PromptListModel
         * @description The company's own prompts by name, and those that every company has.
         */
        PromptListModel: {
            /** Items */
            items: components["schemas"]["PromptModel"][];
            /** Sentences */
            sentences: components["schemas"]["SentenceModel"][];
        };
        /**
         * PromptModel
         * @description A prompt of the company in one language; `text` is what it says where it was made from a text.
         */
        PromptModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Language */
            language: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "upload" | "text";
            /** Text */
            text: string;
            /**
             * Voice
             * @description That speaks it; empty: the usual one
             * @default
             */
            voice: string;
            /**
             * Speed
             * @description In per cent of the usual one
             * @default 100
             */
            speed: number;
            /** Duration Seconds */
            duration_seconds: number;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Audio Url */
            audio_url: string;
        };
        /**
         * PublishedModel
         * @description The version that answers calls from now on.
         */
        PublishedModel: {
            /** Version */
            version: number;
        };
        /**
         * QualityModel
         * @description What was received from a leg: `mos` is an estimate from 1 to 5, `verdict` a word for it.
         */
        QualityModel: {
            /** Codec */
            codec: string | null;
            /** Packets Received */
            packets_received: number;
            /** Packets Lost */
            packets_lost: number;
            /** Loss Percent */
            loss_percent: number;
            /** Jitter Ms */
            jitter_ms: number;
            /** Mos */
            mos: number | null;
            /** Verdict */
            verdict: ("good" | "fair" | "poor" | "bad") | null;
            /** Round Trip Ms */
            round_trip_ms: number | null;
            /** @description The other direction; null when the far end reported nothing */
            there: components["schemas"]["HeardThereModel"] | null;
        };
        /**
         * Queue
         * @description Wait with music until an agent answers; `choices` are keys by which the caller may leave, and keeps its place.
         *
         *     `skills` are the levels that an agent needs. `agent` is the extension of who is responsible, such as `{manager}`
         *     that an outside system answered: it is waited for first, as long as the queue allows.
         */
        Queue: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "queue";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Queue
             * @default
             */
            queue: string;
            /** Skills */
            skills?: {
                [key: string]: number;
            };
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /**
             * Agent
             * @default
             */
            agent: string;
            /** Choices */
            choices?: {
                [key: string]: components["schemas"]["Choice"];
            };
            /**
             * Timeout
             * @default
             */
            timeout: string;
            /**
             * Full
             * @default
             */
            full: string;
            /**
             * Nobody
             * @default
             */
            nobody: string;
        };
        /**
         * QueueDayModel
         * @description How a queue's day went until now; `service_level` is the share answered in time, of 1.
         */
        QueueDayModel: {
            /** Entered */
            entered: number;
            /** Answered */
            answered: number;
            /** In Time */
            in_time: number;
            /** Abandoned */
            abandoned: number;
            /**
             * Left
             * @description By a key, after the longest wait, or because no agent was there
             */
            left: number;
            /**
             * Promised
             * @description Calls back
             */
            promised: number;
            /** Average Wait S */
            average_wait_s: number | null;
            /** Longest Wait S */
            longest_wait_s: number;
            /** Service Level */
            service_level: number | null;
        };
        /**
         * QueueDiallingModel
         * @description How the dialling of owed calls goes; `state`: `off`, `closed` by its schedule, `busy` agents, nobody to call.
         */
        QueueDiallingModel: {
            /**
             * State
             * @enum {string}
             */
            state: "off" | "closed" | "busy" | "paced" | "nobody" | "dialling";
            /**
             * Under Way
             * @description Owed calls that an agent is being found for, or rung
             */
            under_way: number;
        };
        /**
         * QueueListModel
         * @description The company's queues, by name.
         */
        QueueListModel: {
            /** Items */
            items: components["schemas"]["QueueModel"][];
        };
        /**
         * QueueLiveModel
         * @description A queue at this moment.
         */
        QueueLiveModel: {
            dialling: components["schemas"]["QueueDiallingModel"];
            /** Waiting */
            waiting: components["schemas"]["WaitingModel"][];
            /** Agents */
            agents: components["schemas"]["AgentModel"][];
            today: components["schemas"]["QueueDayModel"];
        };
        /**
         * QueueMemberModel
         * @description An agent of a queue.
         */
        QueueMemberModel: {
            /** Extension Id */
            extension_id: string;
            /**
             * Penalty
             * @description Who has a lower one is offered callers first
             * @default 0
             */
            penalty: number;
            /**
             * Skills
             * @default {}
             * @example {
             *       "estonian": 3
             *     }
             */
            skills: {
                [key: string]: number;
            };
            /**
             * Always
             * @description There without signing in
             * @default false
             */
            always: boolean;
        };
        /**
         * QueueModel
         * @description A queue as it is.
         */
        QueueModel: {
            /**
             * Name
             * @example Sales
             */
            name: string;
            /**
             * Strategy
             * @default longest_idle
             * @enum {string}
             */
            strategy: "all" | "in_turn" | "fewest_calls" | "least_talk" | "longest_idle" | "skills";
            /**
             * Members
             * @default []
             */
            members: components["schemas"]["QueueMemberModel"][];
            /**
             * Priority
             * @description Of all its callers, among queues with the same agents
             * @default 0
             */
            priority: number;
            /**
             * Priorities
             * @description The first list counts
             * @default []
             */
            priorities: components["schemas"]["QueuePriorityModel"][];
            /**
             * Priority S
             * @description Of waiting that a point of priority is worth
             * @default 60
             */
            priority_s: number;
            /**
             * Music
             * @description A prompt; empty: the hold music
             * @default
             */
            music: string;
            /**
             * Announcement
             * @description A prompt that is played now and then
             * @default
             */
            announcement: string;
            /**
             * Announce S
             * @description From one announcement to the next; 0: none
             * @default 60
             */
            announce_s: number;
            /**
             * Say Position
             * @default true
             */
            say_position: boolean;
            /**
             * Say Wait
             * @default false
             */
            say_wait: boolean;
            /**
             * Longest Wait S
             * @default 900
             */
            longest_wait_s: number;
            /**
             * Longest
             * @description So many callers at most
             * @default 100
             */
            longest: number;
            /**
             * Ring S
             * @default 15
             */
            ring_s: number;
            /**
             * Retry S
             * @description An agent who did not answer is left alone
             * @default 5
             */
            retry_s: number;
            /**
             * Pause After
             * @description Calls not answered in a row, then it is a break; 0: never
             * @default 3
             */
            pause_after: number;
            /**
             * Wrap Up S
             * @default 10
             */
            wrap_up_s: number;
            /**
             * Sticky Last
             * @description To whom the caller talked last, if that agent is there
             * @default false
             */
            sticky_last: boolean;
            /**
             * Sticky Responsible
             * @description To who is responsible for the caller by the contacts; goes before the last one
             * @default false
             */
            sticky_responsible: boolean;
            /**
             * Sticky S
             * @default 30
             */
            sticky_s: number;
            /**
             * Skill Patience S
             * @description After that anybody will do; 0: never
             * @default 0
             */
            skill_patience_s: number;
            /**
             * Service Level S
             * @default 20
             */
            service_level_s: number;
            /**
             * Callback Attempts
             * @default 3
             */
            callback_attempts: number;
            /**
             * Callback Retry S
             * @default 600
             */
            callback_retry_s: number;
            /**
             * Dial Owed
             * @description Whether free agents are given owed calls to make
             * @default false
             */
            dial_owed: boolean;
            /**
             * Dial Per Hour
             * @description So many of them at most
             * @default 60
             */
            dial_per_hour: number;
            /**
             * Dial Tries
             * @description Calls to a number in vain, by hand too; then none is made
             * @default 3
             */
            dial_tries: number;
            /**
             * Dial Pause S
             * @description From one of them to the next
             * @default 3600
             */
            dial_pause_s: number;
            /**
             * Dial Schedule
             * @description When this schedule says open; empty: at any time
             * @default
             */
            dial_schedule: string;
            /**
             * Dial Never
             * @description A list of numbers that are not dialled
             * @default
             */
            dial_never: string;
            /**
             * Dial Numbers
             * @description Called numbers of the company; none: all
             * @default []
             */
            dial_numbers: string[];
            /** Id */
            id: string;
        };
        /**
         * QueuePriorityModel
         * @description Callers on a list of numbers go before others.
         */
        QueuePriorityModel: {
            /** List Id */
            list_id: string;
            /** Priority */
            priority: number;
        };
        /**
         * QueueReplaced
         * @description A queue as it is to be; what is left out is as in a new one.
         */
        QueueReplaced: {
            /**
             * Name
             * @example Sales
             */
            name: string;
            /**
             * Strategy
             * @default longest_idle
             * @enum {string}
             */
            strategy: "all" | "in_turn" | "fewest_calls" | "least_talk" | "longest_idle" | "skills";
            /**
             * Members
             * @default []
             */
            members: components["schemas"]["QueueMemberModel"][];
            /**
             * Priority
             * @description Of all its callers, among queues with the same agents
             * @default 0
             */
            priority: number;
            /**
             * Priorities
             * @description The first list counts
             * @default []
             */
            priorities: components["schemas"]["QueuePriorityModel"][];
            /**
             * Priority S
             * @description Of waiting that a point of priority is worth
             * @default 60
             */
            priority_s: number;
            /**
             * Music
             * @description A prompt; empty: the hold music
             * @default
             */
            music: string;
            /**
             * Announcement
             * @description A prompt that is played now and then
             * @default
             */
            announcement: string;
            /**
             * Announce S
             * @description From one announcement to the next; 0: none
             * @default 60
             */
            announce_s: number;
            /**
             * Say Position
             * @default true
             */
            say_position: boolean;
            /**
             * Say Wait
             * @default false
             */
            say_wait: boolean;
            /**
             * Longest Wait S
             * @default 900
             */
            longest_wait_s: number;
            /**
             * Longest
             * @description So many callers at most
             * @default 100
             */
            longest: number;
            /**
             * Ring S
             * @default 15
             */
            ring_s: number;
            /**
             * Retry S
             * @description An agent who did not answer is left alone
             * @default 5
             */
            retry_s: number;
            /**
             * Pause After
             * @description Calls not answered in a row, then it is a break; 0: never
             * @default 3
             */
            pause_after: number;
            /**
             * Wrap Up S
             * @default 10
             */
            wrap_up_s: number;
            /**
             * Sticky Last
             * @description To whom the caller talked last, if that agent is there
             * @default false
             */
            sticky_last: boolean;
            /**
             * Sticky Responsible
             * @description To who is responsible for the caller by the contacts; goes before the last one
             * @default false
             */
            sticky_responsible: boolean;
            /**
             * Sticky S
             * @default 30
             */
            sticky_s: number;
            /**
             * Skill Patience S
             * @description After that anybody will do; 0: never
             * @default 0
             */
            skill_patience_s: number;
            /**
             * Service Level S
             * @default 20
             */
            service_level_s: number;
            /**
             * Callback Attempts
             * @default 3
             */
            callback_attempts: number;
            /**
             * Callback Retry S
             * @default 600
             */
            callback_retry_s: number;
            /**
             * Dial Owed
             * @description Whether free agents are given owed calls to make
             * @default false
             */
            dial_owed: boolean;
            /**
             * Dial Per Hour
             * @description So many of them at most
             * @default 60
             */
            dial_per_hour: number;
            /**
             * Dial Tries
             * @description Calls to a number in vain, by hand too; then none is made
             * @default 3
             */
            dial_tries: number;
            /**
             * Dial Pause S
             * @description From one of them to the next
             * @default 3600
             */
            dial_pause_s: number;
            /**
             * Dial Schedule
             * @description When this schedule says open; empty: at any time
             * @default
             */
            dial_schedule: string;
            /**
             * Dial Never
             * @description A list of numbers that are not dialled
             * @default
             */
            dial_never: string;
            /**
             * Dial Numbers
             * @description Called numbers of the company; none: all
             * @default []
             */
            dial_numbers: string[];
            /**
             * Id
             * @description As in the address, which alone counts
             */
            id?: string | null;
        };
        /**
         * QueueSettings
         * @description A queue; all times are in seconds.
         */
        QueueSettings: {
            /**
             * Name
             * @example Sales
             */
            name: string;
            /**
             * Strategy
             * @default longest_idle
             * @enum {string}
             */
            strategy: "all" | "in_turn" | "fewest_calls" | "least_talk" | "longest_idle" | "skills";
            /**
             * Members
             * @default []
             */
            members: components["schemas"]["QueueMemberModel"][];
            /**
             * Priority
             * @description Of all its callers, among queues with the same agents
             * @default 0
             */
            priority: number;
            /**
             * Priorities
             * @description The first list counts
             * @default []
             */
            priorities: components["schemas"]["QueuePriorityModel"][];
            /**
             * Priority S
             * @description Of waiting that a point of priority is worth
             * @default 60
             */
            priority_s: number;
            /**
             * Music
             * @description A prompt; empty: the hold music
             * @default
             */
            music: string;
            /**
             * Announcement
             * @description A prompt that is played now and then
             * @default
             */
            announcement: string;
            /**
             * Announce S
             * @description From one announcement to the next; 0: none
             * @default 60
             */
            announce_s: number;
            /**
             * Say Position
             * @default true
             */
            say_position: boolean;
            /**
             * Say Wait
             * @default false
             */
            say_wait: boolean;
            /**
             * Longest Wait S
             * @default 900
             */
            longest_wait_s: number;
            /**
             * Longest
             * @description So many callers at most
             * @default 100
             */
            longest: number;
            /**
             * Ring S
             * @default 15
             */
            ring_s: number;
            /**
             * Retry S
             * @description An agent who did not answer is left alone
             * @default 5
             */
            retry_s: number;
            /**
             * Pause After
             * @description Calls not answered in a row, then it is a break; 0: never
             * @default 3
             */
            pause_after: number;
            /**
             * Wrap Up S
             * @default 10
             */
            wrap_up_s: number;
            /**
             * Sticky Last
             * @description To whom the caller talked last, if that agent is there
             * @default false
             */
            sticky_last: boolean;
            /**
             * Sticky Responsible
             * @description To who is responsible for the caller by the contacts; goes before the last one
             * @default false
             */
            sticky_responsible: boolean;
            /**
             * Sticky S
             * @default 30
             */
            sticky_s: number;
            /**
             * Skill Patience S
             * @description After that anybody will do; 0: never
             * @default 0
             */
            skill_patience_s: number;
            /**
             * Service Level S
             * @default 20
             */
            service_level_s: number;
            /**
             * Callback Attempts
             * @default 3
             */
            callback_attempts: number;
            /**
             * Callback Retry S
             * @default 600
             */
            callback_retry_s: number;
            /**
             * Dial Owed
             * @description Whether free agents are given owed calls to make
             * @default false
             */
            dial_owed: boolean;
            /**
             * Dial Per Hour
             * @description So many of them at most
             * @default 60
             */
            dial_per_hour: number;
            /**
             * Dial Tries
             * @description Calls to a number in vain, by hand too; then none is made
             * @default 3
             */
            dial_tries: number;
            /**
             * Dial Pause S
             * @description From one of them to the next
             * @default 3600
             */
            dial_pause_s: number;
            /**
             * Dial Schedule
             * @description When this schedule says open; empty: at any time
             * @default
             */
            dial_schedule: string;
            /**
             * Dial Never
             * @description A list of numbers that are not dialled
             * @default
             */
            dial_never: string;
            /**
             * Dial Numbers
             * @description Called numbers of the company; none: all
             * @default []
             */
            dial_numbers: string[];
        };
        /**
         * ReadyModel
         * @description Calls can be taken and kept; `parts` are told to who runs the installation.
         */
        ReadyModel: {
            /**
             * Status
             * @default ready
             * @constant
             */
            status: "ready";
            parts?: components["schemas"]["PartsModel"] | null;
        };
        /**
         * RecordModel
         * @description What is to become of the recording: paused, it is silent on both sides, as while a card number is said.
         */
        RecordModel: {
            /**
             * Action
             * @enum {string}
             */
            action: "start" | "stop" | "pause" | "resume";
        };
        /**
         * RecordingChange
         * @description What is to change.
         */
        RecordingChange: {
            /** Hold */
            hold: boolean;
        };
        /**
         * RecordingItemModel
         * @description A recording. `sha256` is the fingerprint of the WAV file as it was at the end of the call.
         */
        RecordingItemModel: {
            /** Id */
            id: string;
            /** Call Id */
            call_id: string;
            /**
             * Started At
             * Format: date-time
             */
            started_at: string;
            /** Duration Seconds */
            duration_seconds: number | null;
            /** Error */
            error: string | null;
            /** Direction */
            direction: string;
            from: components["schemas"]["PartyModel"];
            /**
             * Number
             * @description What was dialled
             */
            number: string;
            to: components["schemas"]["PartyModel"] | null;
            /** Rule Id */
            rule_id: string | null;
            /**
             * Rule
             * @description The recording rule that decided; empty: none was for this conversation
             */
            rule: string;
            /** Pauses */
            pauses: components["schemas"]["PauseModel"][];
            /** Sha256 */
            sha256: string | null;
            /**
             * Sealed At
             * @description When it was encrypted, and its fingerprint taken; null: it is plain
             */
            sealed_at: string | null;
            /**
             * Hold
             * @description It is not deleted, whatever its rule says
             */
            hold: boolean;
            /**
             * Deletes At
             * @description When it is deleted by itself; null: never
             */
            deletes_at: string | null;
            /** Deleted At */
            deleted_at: string | null;
            /** Audio Url */
            audio_url: string | null;
        };
        /**
         * RecordingModel
         * @description The recording; not `complete` while it is being written or where something of it is lost.
         */
        RecordingModel: {
            /** Duration Seconds */
            duration_seconds: number | null;
            /** Complete */
            complete: boolean;
            /** Error */
            error: string | null;
            /**
             * Id
             * @description More of it: `/recordings/{id}`
             */
            id: string;
            /**
             * Rule
             * @description The recording rule that decided; empty: none was for this conversation
             */
            rule: string;
            /** Deleted At */
            deleted_at: string | null;
        };
        /**
         * RecordingRuleChange
         * @description What is to change; what is left out stays.
         */
        RecordingRuleChange: {
            /** Name */
            name?: string | null;
            /** Mode */
            mode?: ("always" | "on_demand" | "never") | null;
            /** Directions */
            directions?: ("inbound" | "outbound" | "internal")[] | null;
            /** Numbers */
            numbers?: string[] | null;
            /** Extensions */
            extensions?: string[] | null;
            /** Queues */
            queues?: string[] | null;
            /**
             * List Id
             * @description null: whoever talks
             */
            list_id?: string | null;
            /** Percent */
            percent?: number | null;
            /** Announce */
            announce?: boolean | null;
            /**
             * Keep Days
             * @description Of what is recorded from now on
             */
            keep_days?: number | null;
            /** Place */
            place?: number | null;
        };
        /**
         * RecordingRuleModel
         * @description A rule. A condition that is empty fits every conversation; of several all must hold.
         */
        RecordingRuleModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Place
             * @description 1 is asked first; the first rule that fits decides
             */
            place: number;
            /**
             * Mode
             * @description always: from the first word · on_demand: begun and ended by who talks, or by the API · never
             * @enum {string}
             */
            mode: "always" | "on_demand" | "never";
            /** Directions */
            directions: ("inbound" | "outbound" | "internal")[];
            /**
             * Numbers
             * @description The company's own outside numbers, called or calling
             */
            numbers: string[];
            /**
             * Extensions
             * @description Of people, of whom one talks
             */
            extensions: string[];
            /**
             * Queues
             * @description That brought the two together
             */
            queues: string[];
            /**
             * List Id
             * @description A list of numbers that has the outside party's
             */
            list_id: string | null;
            /**
             * Percent
             * @description So many of 100 calls that it fits; the others are not
             */
            percent: number;
            /**
             * Announce
             * @description Both are told at the beginning that they are recorded
             */
            announce: boolean;
            /**
             * Keep Days
             * @description After so many days a recording is deleted; 0: not by itself
             */
            keep_days: number;
        };
        /**
         * RecordingRulesModel
         * @description The company's rules in their order. Calls that none is for: `record_calls` of the company.
         */
        RecordingRulesModel: {
            /** Items */
            items: components["schemas"]["RecordingRuleModel"][];
        };
        /**
         * RecordingsModel
         * @description A page of recordings, newest first.
         */
        RecordingsModel: {
            /** Items */
            items: components["schemas"]["RecordingItemModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RecoveryCodesModel
         * @description Codes for when the app is lost: each works once, instead of the app's. They are shown this once.
         */
        RecoveryCodesModel: {
            /**
             * Recovery Codes
             * @example [
             *       "k3jd-8s7a-q2mz-p4xv"
             *     ]
             */
            recovery_codes: string[];
        };
        /**
         * RegistrationModel
         * @description Our registration at a gateway.
         */
        RegistrationModel: {
            /**
             * Status
             * @example registered
             * @example failed
             * @example no address
             */
            status: string;
            /** Since */
            since: string | null;
            /** Last Status */
            last_status: number | null;
            /** Last Reason */
            last_reason: string | null;
            /** Next Attempt */
            next_attempt: string | null;
        };
        /**
         * Rehearsal
         * @description What is taken for granted.
         */
        Rehearsal: {
            graph?: components["schemas"]["Graph"] | null;
            /**
             * At
             * @description With an offset, else in the company's zone; null: now
             */
            at?: string | null;
            /**
             * Caller
             * @description Number or extension; empty: hidden
             * @default
             * @example +37255512345
             */
            caller: string;
            /**
             * Number
             * @description Which of the company's numbers is called; empty: none
             * @default
             */
            number: string;
            /**
             * Keys
             * @description What the caller presses, question by question; empty: nothing
             * @default []
             * @example [
             *       "1"
             *     ]
             */
            keys: string[];
            /**
             * States
             * @description Of members by number; who is not named answers
             * @default {}
             * @example {
             *       "201": "busy"
             *     }
             */
            states: {
                [key: string]: "answers" | "silent" | "busy" | "away";
            };
            /**
             * Answers
             * @description Of outside systems by URL; null: none comes in time
             * @default {}
             */
            answers: {
                [key: string]: {
                    [key: string]: string;
                } | null;
            };
            /**
             * Seed
             * @description Chance; the same seed gives the same way
             * @default 0
             */
            seed: number;
        };
        /**
         * RehearsalModel
         * @description What would become of a call, as things are now.
         */
        RehearsalModel: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "extension" | "service" | "number" | "pickup" | "supervision" | "code" | "outside" | "nothing";
            /** @description The extension that is called */
            who?: components["schemas"]["PartyModel"] | null;
            /**
             * Phones
             * @description How many registered telephones would ring
             */
            phones?: number | null;
            /** Voicemail */
            voicemail?: boolean | null;
            /**
             * Steps
             * @description Of a call to a person, as long as nobody answers
             * @default []
             */
            steps: components["schemas"]["ForetoldModel"][];
            /**
             * Ending
             * @description Then, when nobody has answered
             */
            ending?: ("voicemail" | "refused") | null;
            /** @description Whose voicemail that is, or who cannot be reached */
            whom?: components["schemas"]["PartyModel"] | null;
            /**
             * Code
             * @description The feature code that was dialled, as `GET /company/codes` names it
             */
            code?: string | null;
            /**
             * Number
             * @description The outside number, or the company's own; where a code forwards to
             */
            number?: string | null;
            /**
             * Scenario
             * @description What answers the company's own number
             */
            scenario?: string | null;
            /**
             * Asks
             * @description The outside system that is asked first who is to answer there
             */
            asks?: string | null;
            /**
             * Allowed
             * @description Whether the caller may supervise; whether a code would do anything
             */
            allowed?: boolean | null;
            /**
             * Prefix
             * @description Whose routes rule; null: no route fits, all trunks are tried
             */
            prefix?: string | null;
            /**
             * Ways
             * @description Tried one after the other until one takes the call
             * @default []
             */
            ways: components["schemas"]["WayModel"][];
            /**
             * Left Out
             * @description Not tried, and why
             * @default []
             */
            left_out: components["schemas"]["WayModel"][];
        };
        /**
         * RehearsedStepModel
         * @description Something that would happen.
         */
        RehearsedStepModel: {
            /** After S */
            after_s: number;
            /** Node */
            node: string;
            /** Kind */
            kind: string;
            /** Text */
            text: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * Reply
         * @description One value of the field that decides, and where it leads.
         */
        Reply: {
            /** Value */
            value: string;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * RequestModel
         * @description What is sent.
         */
        RequestModel: {
            /** Url */
            url: string;
            /** Headers */
            headers: {
                [key: string]: string;
            };
            /** Body */
            body: string;
        };
        /**
         * ResetModel
         * @description Whose password is forgotten.
         */
        ResetModel: {
            /**
             * Login
             * @example dora@example.com
             */
            login: string;
        };
        /**
         * RetrieveModel
         * @description Whose phones are to ring for the parked call; without an extension those of the login's person.
         */
        RetrieveModel: {
            /**
             * Extension
             * @example 204
             */
            extension?: string | null;
        };
        /**
         * Ring
         * @description Ring members; whoever answers first talks to the caller.
         *
         *     `in_turn` begins with the first each time, `rotating` with the one after the last that was begun with,
         *     `longest_uncalled` with who was not called for the longest time. `seconds` are for each when they ring in an order.
         */
        Ring: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "ring";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Shows
             * @default usual
             * @enum {string}
             */
            shows: "usual" | "customer" | "dialled" | "fixed";
            /**
             * Shown Number
             * @default
             */
            shown_number: string;
            /**
             * Members
             * @default []
             */
            members: string[];
            /**
             * Order
             * @default together
             * @enum {string}
             */
            order: "together" | "in_turn" | "rotating" | "longest_uncalled" | "random";
            /**
             * Seconds
             * @default 20
             */
            seconds: number;
            /**
             * Unanswered
             * @default
             */
            unanswered: string;
            /**
             * Busy
             * @default
             */
            busy: string;
            /**
             * Unreachable
             * @default
             */
            unreachable: string;
        };
        /**
         * RoleModel
         * @description A role.
         */
        RoleModel: {
            /**
             * Name
             * @enum {string}
             */
            name: "admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration";
            /** About */
            about: string;
        };
        /**
         * RollBack
         * @description Which version is to answer again.
         */
        RollBack: {
            /** Version */
            version: number;
        };
        /**
         * RouteListModel
         * @description All routes of the company; without any that fits a number, all trunks are tried in turn.
         */
        RouteListModel: {
            /** Items */
            items: components["schemas"]["RouteModel"][];
        };
        /**
         * RouteModel
         * @description Numbers that begin with `prefix` are called by this trunk; the longest prefix that fits rules.
         */
        RouteModel: {
            /**
             * Prefix
             * @description Of E.164, or of a short number; "": all
             * @example +372
             * @example 112
             */
            prefix: string;
            /** Trunk Id */
            trunk_id: string;
            /**
             * Priority
             * @description Of several trunks for one prefix, the lower is tried first
             * @default 1
             */
            priority: number;
        };
        /**
         * RuleModel
         * @description Numbers that begin with `prefix` begin with `replacement` instead; the first rule that fits is applied.
         */
        RuleModel: {
            /**
             * Prefix
             * @default
             * @example +7
             */
            prefix: string;
            /**
             * Replacement
             * @default
             * @example 8
             */
            replacement: string;
        };
        /**
         * RulesChange
         * @description What is to change; what is left out stays, lists are replaced whole.
         */
        RulesChange: {
            /**
             * Do Not Disturb
             * @description No telephone rings; callers on the white list do ring
             */
            do_not_disturb?: boolean | null;
            /**
             * Call Waiting
             * @description A second call rings while the person talks; otherwise it is busy
             */
            call_waiting?: boolean | null;
            /**
             * Ring S
             * @description Seconds until there is no answer; 0: as whoever rings says
             */
            ring_s?: number | null;
            /**
             * Turns
             * @description When telephones begin to ring; devices that are not named ring at once
             */
            turns?: components["schemas"]["TurnModel"][] | null;
            /** Forwards */
            forwards?: components["schemas"]["ForwardModel"][] | null;
            /**
             * White
             * @description Callers who ring in spite of do-not-disturb and hours; a `*` at the end stands for more
             */
            white?: string[] | null;
            /**
             * Black
             * @description Callers who are turned away
             */
            black?: string[] | null;
            /**
             * White Lists
             * @description Lists of the company, by their ids, that count as well
             */
            white_lists?: string[] | null;
            /**
             * Black Lists
             * @description Lists of the company, by their ids, that count as well
             */
            black_lists?: string[] | null;
            /**
             * Schedule Id
             * @description The schedule of the person's hours, for the case `closed`; "": none
             */
            schedule_id?: string | null;
            /**
             * Shows
             * @description What called people see: a number of the company, `hidden`, or "": as the trunk says
             * @example +3726000100
             */
            shows?: string | null;
        };
        /**
         * RulesModel
         * @description How a person wants to be called.
         */
        RulesModel: {
            /**
             * Do Not Disturb
             * @description No telephone rings; callers on the white list do ring
             */
            do_not_disturb: boolean;
            /**
             * Call Waiting
             * @description A second call rings while the person talks; otherwise it is busy
             */
            call_waiting: boolean;
            /**
             * Ring S
             * @description Seconds until there is no answer; 0: as whoever rings says
             */
            ring_s: number;
            /**
             * Turns
             * @description When telephones begin to ring; devices that are not named ring at once
             */
            turns: components["schemas"]["TurnModel"][];
            /** Forwards */
            forwards: components["schemas"]["ForwardModel"][];
            /**
             * White
             * @description Callers who ring in spite of do-not-disturb and hours; a `*` at the end stands for more
             */
            white: string[];
            /**
             * Black
             * @description Callers who are turned away
             */
            black: string[];
            /**
             * White Lists
             * @description Lists of the company, by their ids, that count as well
             */
            white_lists: string[];
            /**
             * Black Lists
             * @description Lists of the company, by their ids, that count as well
             */
            black_lists: string[];
            /**
             * Schedule Id
             * @description The schedule of the person's hours, for the case `closed`
             */
            schedule_id: string | null;
            /**
             * Shows
             * @description What called people see: a number of the company, `hidden`, or "": as the trunk says
             */
            shows: string;
        };
        /**
         * ScenarioChange
         * @description What is to change.
         */
        ScenarioChange: {
            /** Name */
            name: string;
        };
        /**
         * ScenarioListModel
         * @description The company's scenarios, by name.
         */
        ScenarioListModel: {
            /** Items */
            items: components["schemas"]["ScenarioModel"][];
        };
        /**
         * ScenarioModel
         * @description A scenario; `published` is the version that answers calls, `draft` the one that is being drawn.
         */
        ScenarioModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Published */
            published: number | null;
            /** Answers Since */
            answers_since: string | null;
            /** Answers By */
            answers_by: string | null;
            /** Draft */
            draft: number | null;
            /**
             * Changed At
             * @description When its newest version was changed last
             */
            changed_at: string | null;
            /** Changed By */
            changed_by: string | null;
            /**
             * Numbers
             * @description The company's numbers that it answers
             * @example [
             *       "+3726000100"
             *     ]
             */
            numbers: string[];
            /**
             * Stand In Id
             * @description The scenario that answers in its place now
             */
            stand_in_id: string | null;
        };
        /**
         * ScenarioWithGraphModel
         * @description A scenario with its versions, newest first, and the graph that an editor goes on from.
         */
        ScenarioWithGraphModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Published */
            published: number | null;
            /** Answers Since */
            answers_since: string | null;
            /** Answers By */
            answers_by: string | null;
            /** Draft */
            draft: number | null;
            /**
             * Changed At
             * @description When its newest version was changed last
             */
            changed_at: string | null;
            /** Changed By */
            changed_by: string | null;
            /**
             * Numbers
             * @description The company's numbers that it answers
             * @example [
             *       "+3726000100"
             *     ]
             */
            numbers: string[];
            /**
             * Stand In Id
             * @description The scenario that answers in its place now
             */
            stand_in_id: string | null;
            /** Versions */
            versions: components["schemas"]["VersionModel"][];
            /**
             * Graph
             * @description The draft's, else the published one's, else empty
             */
            graph: {
                [key: string]: unknown;
            };
        };
        /**
         * ScheduleChange
         * @description What is to change; what is left out stays.
         */
        ScheduleChange: {
            /** Name */
            name?: string | null;
            /** Hours */
            hours?: components["schemas"]["HoursModel"][] | null;
            /** Special */
            special?: components["schemas"]["SpecialDaysModel"][] | null;
            /**
             * Holidays
             * @description Public holidays of a country (ISO 3166), or of a part of one; closed then; "": none
             */
            holidays?: string | null;
        };
        /**
         * ScheduleListModel
         * @description The company's schedules, by name.
         */
        ScheduleListModel: {
            /** Items */
            items: components["schemas"]["ScheduleModel"][];
        };
        /**
         * ScheduleModel
         * @description A schedule. The order: the switch by hand, special days, holidays, the hours of the week.
         */
        ScheduleModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Hours */
            hours: components["schemas"]["HoursModel"][];
            /** Special */
            special: components["schemas"]["SpecialDaysModel"][];
            /**
             * Holidays
             * @description Public holidays of a country (ISO 3166), or of a part of one; closed then
             * @example EE
             */
            holidays: string | null;
            /**
             * Switched
             * @description By hand; auto: the hours say it
             * @enum {string}
             */
            switched: "auto" | "open" | "closed";
            now: components["schemas"]["OpeningModel"];
        };
        /**
         * SealingKeyModel
         * @description A key of the company; the key itself is never told.
         */
        SealingKeyModel: {
            /** Id */
            id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Made By
             * @description Who made it; empty: it came with the first file that was sealed
             */
            made_by: string;
            /**
             * Files
             * @description How many recordings and messages are sealed with it
             */
            files: number;
            /**
             * In Use
             * @description New files are sealed with it
             */
            in_use: boolean;
        };
        /**
         * SealingKeysModel
         * @description All keys of the company, the one in use first.
         */
        SealingKeysModel: {
            /** Items */
            items: components["schemas"]["SealingKeyModel"][];
        };
        /**
         * SecretModel
         * @description A secret, shown this once: by it the receiver checks `Offhook-Signature`.
         */
        SecretModel: {
            /**
             * Secret
             * @example whsec_rJ0x…
             */
            secret: string;
            /**
             * Former Until
             * @description Until then requests carry the former secret's signature, too
             */
            former_until?: string | null;
        };
        /**
         * SentenceModel
         * @description A prompt that every company has; one of the company's own with its name is heard instead.
         */
        SentenceModel: {
            /** Name */
            name: string;
            /** Text */
            text: string;
        };
        /**
         * ServedCompanyChange
         * @description What is to change; what is left out stays.
         */
        ServedCompanyChange: {
            /** Name */
            name?: string | null;
            /** Country */
            country?: string | null;
            /** Language */
            language?: ("en" | "ru" | "et" | "de" | "am") | null;
            /** Timezone */
            timezone?: string | null;
            /** Currency */
            currency?: string | null;
            /** @description Whole; what is there already stays where it has less room */
            plan?: components["schemas"]["PlanModel"] | null;
        };
        /**
         * ServedCompanyListModel
         * @description Companies in the order of their making.
         */
        ServedCompanyListModel: {
            /** Items */
            items: components["schemas"]["ServedCompanyModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ServedCompanyModel
         * @description A company as the provider sees it.
         */
        ServedCompanyModel: {
            plan: components["schemas"]["PlanModel"];
            usage: components["schemas"]["UsageModel"];
            /**
             * Warnings
             * @example [
             *       "storage: 92 % of the plan are used"
             *     ]
             */
            warnings: string[];
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Country */
            country: string;
            /** Language */
            language: string;
            /** Timezone */
            timezone: string;
            /** Currency */
            currency: string;
            /** Sip Domain */
            sip_domain: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Suspended At */
            suspended_at: string | null;
            /** Suspended Reason */
            suspended_reason: string;
            /**
             * Delete At
             * @description When it is removed with all that is its, unless it is resumed before
             */
            delete_at: string | null;
        };
        /**
         * SessionListModel
         * @description Sessions, the one used last first.
         */
        SessionListModel: {
            /** Items */
            items: components["schemas"]["SessionModel"][];
        };
        /**
         * SessionModel
         * @description Where somebody is logged in.
         */
        SessionModel: {
            /** Id */
            id: string;
            /**
             * Device
             * @description Of what the browser says of itself
             * @example Firefox on Windows
             */
            device: string;
            /**
             * Address
             * @description From which it logged in
             * @example 203.0.113.7
             */
            address: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Seen At
             * Format: date-time
             * @description Last used, within five minutes
             */
            seen_at: string;
            /**
             * Expires At
             * Format: date-time
             * @description If it is used no more
             */
            expires_at: string;
            /**
             * Current
             * @description The one that asks
             */
            current: boolean;
        };
        /**
         * Set
         * @description Set a variable; `{caller}`, `{number}` and `{other_variable}` in the value are filled in.
         */
        Set: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "set";
            /**
             * Title
             * @default
             */
            title: string;
            /** Variable */
            variable: string;
            /**
             * Value
             * @default
             */
            value: string;
            /**
             * Next
             * @default
             */
            next: string;
        };
        /**
         * SetPassword
         * @description A password for whose link this is.
         */
        SetPassword: {
            /**
             * Token
             * @description What stands behind # in the link
             */
            token: string;
            /**
             * Password
             * @example seven green umbrellas
             */
            password: string;
        };
        /**
         * SiteChange
         * @description What is to change; what is left out stays.
         */
        SiteChange: {
            /** Name */
            name?: string | null;
            /** Networks */
            networks?: string[] | null;
            /** Kbit Up */
            kbit_up?: number | null;
            /** Kbit Down */
            kbit_down?: number | null;
            /** Alarm Percent */
            alarm_percent?: number | null;
            /**
             * Branch Id
             * @description "": none
             */
            branch_id?: string | null;
        };
        /**
         * SiteListModel
         * @description The company's sites, by name.
         */
        SiteListModel: {
            /** Items */
            items: components["schemas"]["SiteModel"][];
        };
        /**
         * SiteModel
         * @description A site; rates are in kbit/s, seen from there. The last four are null while the switch does not answer.
         */
        SiteModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Networks
             * @description Addresses that belong there; the narrowest network that fits rules
             */
            networks: string[];
            /**
             * Kbit Up
             * @description What sound may take from there to Offhook; 0: any
             */
            kbit_up: number;
            /**
             * Kbit Down
             * @description The same from Offhook to there
             */
            kbit_down: number;
            /**
             * Alarm Percent
             * @description Of a rate: from there on `alarm` warns
             */
            alarm_percent: number;
            /**
             * Used Up
             * @description What calls take now
             */
            used_up?: number | null;
            /** Used Down */
            used_down?: number | null;
            /**
             * Branch Id
             * @description The branch that is there
             */
            branch_id?: string | null;
            /**
             * Legs
             * @description Telephones and trunks there that are in calls now
             */
            legs?: number | null;
            alarm?: components["schemas"]["LineAlarmModel"] | null;
        };
        /**
         * SpecialDaysModel
         * @description Days that are other than usual, both ends included; without hours they are closed.
         */
        SpecialDaysModel: {
            /**
             * First
             * @example 2026-12-24
             */
            first: string;
            /**
             * Last
             * @example 2026-12-24
             */
            last: string;
            /**
             * Label
             * @default
             * @example Stocktaking
             */
            label: string;
            /**
             * Begins
             * @default
             * @example 09:00
             */
            begins: string;
            /**
             * Ends
             * @default
             * @example 09:00
             */
            ends: string;
        };
        /**
         * Spoken
         * @description A text that is spoken in the caller's language.
         */
        Spoken: {
            /** Text */
            text: string;
        };
        /**
         * Spot
         * @description Where a node stands in the picture; whoever draws chooses the unit.
         */
        Spot: {
            /** X */
            x: number;
            /** Y */
            y: number;
        };
        /**
         * StandIn
         * @description Who is to answer.
         */
        StandIn: {
            /**
             * Scenario Id
             * @description The published scenario that answers; "": this one again
             */
            scenario_id: string;
        };
        /**
         * StepModel
         * @description One step of a call's journey; `detail` depends on `kind`, `text` says it in words.
         */
        StepModel: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @example menu
             */
            kind: string;
            /** Node */
            node: string | null;
            /**
             * Text
             * @example Pressed 1: Sales (attempt 1)
             */
            text: string;
            /** Detail */
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * SuperviseModel
         * @description Who is let into a conversation, and how; who is in already changes the `mode`.
         *
         *     Without `extension` and `device` the phones of the login's person ring.
         */
        SuperviseModel: {
            /**
             * Mode
             * @description listen: unheard · whisper: the agent hears · barge: both hear · take_over: instead of the agent
             * @enum {string}
             */
            mode: "listen" | "whisper" | "barge" | "take_over";
            /**
             * Extension
             * @example 204
             */
            extension?: string | null;
            /**
             * Device
             * @description A user name: this phone alone rings
             */
            device?: string | null;
            /**
             * Agent
             * @description The agent's leg, where several colleagues talk
             */
            agent?: string | null;
        };
        /**
         * SupervisorModel
         * @description On whose phones this login may let somebody supervise.
         */
        SupervisorModel: {
            /**
             * Number
             * @example 204
             */
            number: string;
            /** Name */
            name: string;
            /** Person Id */
            person_id: string;
        };
        /**
         * Suspension
         * @description Why a company is not to be served.
         */
        Suspension: {
            /**
             * Reason
             * @example the invoice of October is not paid
             */
            reason: string;
        };
        /**
         * Switch
         * @description What the schedule is to say.
         */
        Switch: {
            /**
             * Switched
             * @description auto: the hours say it again
             * @enum {string}
             */
            switched: "auto" | "open" | "closed";
        };
        /**
         * TargetModel
         * @description A server that the name of a gateway leads to, in the order to be tried in.
         */
        TargetModel: {
            /**
             * Address
             * @example 192.0.2.10
             */
            address: string;
            /** Port */
            port: number;
            /** Transport */
            transport: string;
            /**
             * State
             * @enum {string}
             */
            state: "unknown" | "up" | "lagging" | "down";
            /** Reason */
            reason: string;
            /** Answer Ms */
            answer_ms: number | null;
        };
        /**
         * TokenListModel
         * @description Tokens, the newest first.
         */
        TokenListModel: {
            /** Items */
            items: components["schemas"]["TokenModel"][];
        };
        /**
         * TokenModel
         * @description A token, without what it is.
         */
        TokenModel: {
            /** Id */
            id: string;
            /**
             * Label
             * @example CRM
             */
            label: string;
            /** User Id */
            user_id: string;
            /**
             * Login
             * @description Whose it is
             */
            login: string;
            /**
             * Scopes
             * @description The only permissions; null: all that its login has
             */
            scopes: string[] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Used At
             * @description Last used, within the hour
             */
            used_at: string | null;
        };
        /**
         * TraceModel
         * @description The messages of a call in the order of their time, beside its steps.
         */
        TraceModel: {
            /**
             * Kept Days
             * @description How long traces are kept here; 0 = not at all
             */
            kept_days: number;
            /**
             * Complete
             * @description False when there are more messages than are shown
             */
            complete: boolean;
            /** Legs */
            legs: components["schemas"]["TracedLegModel"][];
            /** Messages */
            messages: components["schemas"]["TracedMessageModel"][];
            /** Steps */
            steps: components["schemas"]["StepModel"][];
        };
        /**
         * TracedLegModel
         * @description A column of the ladder: `inbound` legs called us, `outbound` ones were called.
         */
        TracedLegModel: {
            /** Leg Id */
            leg_id: string;
            /**
             * Name
             * @example Anna Kask (201)
             */
            name: string;
            /**
             * Direction
             * @enum {string}
             */
            direction: "inbound" | "outbound";
        };
        /**
         * TracedMessageModel
         * @description One message between us and the far end of a leg; secrets in `text` are blanked.
         */
        TracedMessageModel: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "sip" | "rtcp";
            /**
             * Sent
             * @description By us
             */
            sent: boolean;
            /** Leg Id */
            leg_id: string;
            /**
             * Transport
             * @enum {string}
             */
            transport: "udp" | "tcp" | "tls" | "ws" | "wss";
            /**
             * Local
             * @example 192.0.2.1:5060
             */
            local: string;
            /**
             * Remote
             * @example 198.51.100.1:5060
             */
            remote: string;
            /**
             * Summary
             * @example INVITE (SDP)
             */
            summary: string;
            /** Text */
            text: string;
        };
        /**
         * TransferModel
         * @description Where the other party is to be connected: `to` a number, or `with` whom the same person talks in another call.
         */
        TransferModel: {
            /**
             * To
             * @example 203
             */
            to?: string | null;
            /**
             * With
             * @description The id of another live call
             */
            with?: string | null;
            /**
             * By
             * @description The leg that transfers, where several could
             */
            by?: string | null;
        };
        /**
         * TrunkChange
         * @description Settings of a trunk; what is left out stays. An empty text stands for none.
         */
        TrunkChange: {
            /** Name */
            name?: string | null;
            /**
             * Host
             * @example sip.example.net
             * @example 192.0.2.7
             */
            host?: string | null;
            /**
             * Port
             * @description 0: what DNS says (SRV), else the usual one
             */
            port?: number | null;
            /** Transport */
            transport?: ("auto" | "udp" | "tcp" | "tls") | null;
            /**
             * Match
             * @description Addresses and networks that its calls come from, besides those of its hosts; whoever sits there calls as the operator
             * @example [
             *       "192.0.2.0/24"
             *     ]
             */
            match?: string[] | null;
            /**
             * Register
             * @description Register there, with the user name and the password
             */
            register?: boolean | null;
            /**
             * Username
             * @description Also what the operator's challenges are answered as
             */
            username?: string | null;
            /**
             * Secret
             * @description The password; kept sealed and never told again
             */
            secret?: string | null;
            /**
             * Domain
             * @description In From and in the registration; empty: the host
             */
            domain?: string | null;
            /**
             * Authority
             * @description PEM: who signs its TLS server's certificate; empty: as browsers trust
             */
            authority?: string | null;
            /**
             * Caller Id
             * @description The number shown; empty: the company's first
             * @example +3726000100
             */
            caller_id?: string | null;
            /**
             * Codecs
             * @example [
             *       "PCMA",
             *       "PCMU"
             *     ]
             */
            codecs?: string[] | null;
            /**
             * Encryption
             * @description off: no SDES · optional: where the operator offers it · required: offered, and nothing else
             */
            encryption?: ("off" | "optional" | "required") | null;
            /**
             * Dtmf
             * @description Keys: auto: as agreed · rfc4733: telephone events only · info: SIP INFO only · inband: tones in the sound only
             */
            dtmf?: ("auto" | "rfc4733" | "info" | "inband") | null;
            /**
             * Video
             * @description Whether video is offered to the operator and taken from it
             */
            video?: boolean | null;
            /**
             * Identity
             * @description The header, besides From, that says who calls: from: none · pai: P-Asserted-Identity · ppi: P-Preferred-Identity · rpid: Remote-Party-ID
             */
            identity?: ("from" | "pai" | "ppi" | "rpid") | null;
            /**
             * Trusted
             * @description Believe the operator's P-Asserted-Identity, Remote-Party-ID and Diversion
             */
            trusted?: boolean | null;
            /**
             * Withhold
             * @description Hide our number from the people that are called (CLIR)
             */
            withhold?: boolean | null;
            /**
             * Forwarded
             * @description The header that says of a forwarded call for whom it was first
             */
            forwarded?: ("none" | "diversion" | "history-info") | null;
            /**
             * Redirects
             * @description 3xx: refuse: the call fails · same_host: followed at the operator's address · any: followed anywhere · pass: given to the telephone that calls
             */
            redirects?: ("refuse" | "same_host" | "any" | "pass") | null;
            /**
             * Large By Tcp
             * @description Send requests of over 1,300 bytes by TCP where possible
             */
            large_by_tcp?: boolean | null;
            /**
             * Gateways
             * @description Empty: calls go to the trunk's host
             */
            gateways?: components["schemas"]["GatewayModel"][] | null;
            /** Probe S */
            probe_s?: number | null;
            /**
             * Backup Id
             * @description The trunk that stands in for this one; "": none
             */
            backup_id?: string | null;
            /**
             * Channels In
             * @description Calls at once that may come; 0: any number
             */
            channels_in?: number | null;
            /** Channels Out */
            channels_out?: number | null;
            /**
             * Channels
             * @description Both ways together
             */
            channels?: number | null;
            /** Alarm Percent */
            alarm_percent?: number | null;
            /** @description Replaced whole */
            formats?: components["schemas"]["NumberFormatsModel"] | null;
        };
        /**
         * TrunkListModel
         * @description The company's trunks, by name.
         */
        TrunkListModel: {
            /** Items */
            items: components["schemas"]["TrunkModel"][];
        };
        /**
         * TrunkModel
         * @description A trunk without its secret; `status` is `unknown` while the switch does not answer.
         */
        TrunkModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Host */
            host: string;
            /** Port */
            port: number;
            /** Transport */
            transport: string;
            /** Register */
            register: boolean;
            /**
             * Match
             * @description Addresses and networks that its calls come from, besides its hosts'
             * @default []
             */
            match: string[];
            /** Username */
            username: string | null;
            /**
             * Has Credentials
             * @description Whether a password is kept; it is never told
             * @default false
             */
            has_credentials: boolean;
            /**
             * Domain
             * @description In From and in the registration; null: the host
             */
            domain?: string | null;
            /**
             * Authority
             * @description PEM: who signs the certificate of its TLS server; null: as usual
             */
            authority?: string | null;
            /** Caller Id */
            caller_id: string | null;
            /**
             * Codecs
             * @description Allowed, in order of preference; empty: the usual ones
             */
            codecs: string[];
            /**
             * Encryption
             * @enum {string}
             */
            encryption: "off" | "optional" | "required";
            /**
             * Dtmf
             * @default auto
             * @enum {string}
             */
            dtmf: "auto" | "rfc4733" | "info" | "inband";
            /**
             * Video
             * @default false
             */
            video: boolean;
            /**
             * Identity
             * @default pai
             * @enum {string}
             */
            identity: "from" | "pai" | "ppi" | "rpid";
            /**
             * Trusted
             * @default false
             */
            trusted: boolean;
            /**
             * Withhold
             * @default false
             */
            withhold: boolean;
            /**
             * Forwarded
             * @default diversion
             * @enum {string}
             */
            forwarded: "none" | "diversion" | "history-info";
            /**
             * Redirects
             * @default same_host
             * @enum {string}
             */
            redirects: "refuse" | "same_host" | "any" | "pass";
            /**
             * Large By Tcp
             * @default true
             */
            large_by_tcp: boolean;
            /**
             * Gateways
             * @description Where calls to it go; none of its own: its host
             * @default []
             */
            gateways: components["schemas"]["GatewayStatusModel"][];
            /**
             * Probe S
             * @description Seconds between OPTIONS to each gateway; 0: none are sent
             * @default 0
             */
            probe_s: number;
            /**
             * Backup Id
             * @description The trunk that stands in for it
             */
            backup_id?: string | null;
            /**
             * Channels In
             * @description Calls at once that may come; 0: any number
             * @default 0
             */
            channels_in: number;
            /**
             * Channels Out
             * @description Calls at once that may go; 0: any number
             * @default 0
             */
            channels_out: number;
            /**
             * Channels
             * @description Calls at once both ways together; 0: any number
             * @default 0
             */
            channels: number;
            /**
             * Alarm Percent
             * @description Of a limit: from there on `alarm` warns
             * @default 80
             */
            alarm_percent: number;
            /**
             * @default {
             *       "called": {
             *         "form": "e164",
             *         "international": "00",
             *         "rules": []
             *       },
             *       "caller": {
             *         "form": "e164",
             *         "international": "00",
             *         "rules": []
             *       },
             *       "called_in": [],
             *       "caller_in": []
             *     }
             */
            formats: components["schemas"]["NumberFormatsModel"];
            /**
             * Used In
             * @description Calls that come by it now; null while the switch does not answer
             */
            used_in?: number | null;
            /** Used Out */
            used_out?: number | null;
            alarm?: components["schemas"]["AlarmModel"] | null;
            /**
             * Status
             * @example registered
             * @example by address
             * @example unknown
             */
            status: string;
            /** Since */
            since: string | null;
            /** Last Status */
            last_status: number | null;
            /** Last Reason */
            last_reason: string | null;
            /** Next Attempt */
            next_attempt: string | null;
        };
        /**
         * TrunkPresetListModel
         * @description All that are known.
         */
        TrunkPresetListModel: {
            /** Items */
            items: components["schemas"]["TrunkPresetModel"][];
        };
        /**
         * TrunkPresetModel
         * @description A box as a trunk.
         */
        TrunkPresetModel: {
            /**
             * Key
             * @example grandstream-ht813
             */
            key: string;
            /**
             * Name
             * @example Grandstream HT813 (FXO)
             */
            name: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "fxo" | "fxs" | "gsm";
            /** Box */
            box: components["schemas"]["PresetStepModel"][];
            /** Sources */
            sources: string[];
            settings: components["schemas"]["TrunkChange"];
        };
        /**
         * TurnModel
         * @description When one of the person's telephones begins to ring.
         */
        TurnModel: {
            /**
             * Who
             * @description A device by its id, or an outside number
             * @example +37255512345
             */
            who: string;
            /**
             * After S
             * @default 0
             */
            after_s: number;
            /**
             * Confirm
             * @description Whoever answers takes the call by key 1 (outside numbers only)
             * @default false
             */
            confirm: boolean;
            /**
             * Shows
             * @description The number that is seen there
             * @default company
             * @enum {string}
             */
            shows: "customer" | "company";
        };
        /**
         * UsageModel
         * @description What of that there is.
         */
        UsageModel: {
            /** Users */
            users: number;
            /** People */
            people: number;
            /** Devices */
            devices: number;
            /** Numbers */
            numbers: number;
            /** Storage */
            storage: number;
        };
        /**
         * UserChange
         * @description What is to change; what is left out stays. Other rights end the login's sessions.
         */
        UserChange: {
            /**
             * Login
             * @description An e-mail address, which invitations go to, or a name
             */
            login?: string | null;
            /** Role */
            role?: ("admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration") | null;
            /**
             * Person Id
             * @description "": nobody
             */
            person_id?: string | null;
            /** @description A supervisor sees these people only, live and in the history; null: the whole company */
            groups?: components["schemas"]["GroupsModel"] | null;
            /**
             * Hear Recordings
             * @description An auditor hears recordings and messages, too
             */
            hear_recordings?: boolean | null;
            /**
             * Disabled
             * @description Shut out: sessions end, tokens are refused
             */
            disabled?: boolean | null;
        };
        /**
         * UserListModel
         * @description All logins, by login.
         */
        UserListModel: {
            /** Items */
            items: components["schemas"]["UserModel"][];
        };
        /**
         * UserModel
         * @description A login.
         */
        UserModel: {
            /** Id */
            id: string;
            /**
             * Login
             * @example dora@example.com
             */
            login: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "supervisor" | "agent" | "accountant" | "auditor" | "integration";
            /** Person Id */
            person_id: string | null;
            /**
             * Person
             * @description The name
             * @example Dora Lepp
             */
            person: string | null;
            /** @description A supervisor sees these people only, live and in the history; null: the whole company */
            groups: components["schemas"]["GroupsModel"] | null;
            /**
             * Hear Recordings
             * @description An auditor hears recordings and messages, too
             */
            hear_recordings: boolean;
            /** Disabled */
            disabled: boolean;
            /**
             * Provider
             * @description Runs the installation, beyond the company
             */
            provider: boolean;
            /**
             * Has Password
             * @description False until the invitation was followed
             */
            has_password: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
        };
        /**
         * VerdictModel
         * @description Whether a caller could be lost, and how.
         */
        VerdictModel: {
            /** Publishable */
            publishable: boolean;
            /** Faults */
            faults: components["schemas"]["FaultModel"][];
        };
        /**
         * VerifiedModel
         * @description Whether a recording is what it was at the end of its call; null: no fingerprint was taken of it then.
         */
        VerifiedModel: {
            /** Unchanged */
            unchanged: boolean | null;
            /**
             * Sha256
             * @description As it was at the end of the call
             */
            sha256: string | null;
            /**
             * Found
             * @description As it is now; null when it cannot be read
             */
            found: string | null;
            /** Reason */
            reason: string;
        };
        /**
         * VersionModel
         * @description One version; a draft has no `published_at`. `…_by` are logins, null when nobody knows.
         */
        VersionModel: {
            /** Version */
            version: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Changed By */
            changed_by: string | null;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string | null;
        };
        /**
         * VersionWithGraphModel
         * @description One version with its graph.
         */
        VersionWithGraphModel: {
            /** Version */
            version: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Changed By */
            changed_by: string | null;
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string | null;
            /** Graph */
            graph: {
                [key: string]: unknown;
            };
        };
        /**
         * Voicemail
         * @description Take a message for a mailbox; the call ends afterwards. Without `prompts` the box's own greeting is heard.
         *
         *     A caller who finds the box full is told so and goes on; where no way is drawn, the call ends with a goodbye.
         */
        Voicemail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "voicemail";
            /**
             * Title
             * @default
             */
            title: string;
            /** Extension */
            extension: string;
            /**
             * Prompts
             * @default []
             */
            prompts: (string | components["schemas"]["Spoken"])[];
            /**
             * Max Seconds
             * @default 180
             */
            max_seconds: number;
            /**
             * Full
             * @default
             */
            full: string;
        };
        /**
         * VoicemailChange
         * @description What may change of a message.
         * @example {
         *       "heard": true
         *     }
         */
        VoicemailChange: {
            /** Heard */
            heard?: boolean | null;
            /** Deleted */
            deleted?: boolean | null;
        };
        /**
         * VoicemailListModel
         * @description A page of messages, newest first.
         */
        VoicemailListModel: {
            /** Items */
            items: components["schemas"]["VoicemailModel"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * VoicemailModel
         * @description A message that a caller left for an extension, which is null when it was removed since.
         */
        VoicemailModel: {
            /** Id */
            id: string;
            /** Call Id */
            call_id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Duration Seconds */
            duration_seconds: number;
            /** Heard At */
            heard_at: string | null;
            extension: components["schemas"]["PartyModel"] | null;
            from: components["schemas"]["PartyModel"];
            /**
             * Forwarded By
             * @description Who sent it on; empty: the caller left it here
             */
            forwarded_by: string;
            /**
             * Comment
             * @description What was written by who sent it on
             */
            comment: string;
            /**
             * Deleted At
             * @description When it was deleted; it goes for good some days later
             */
            deleted_at: string | null;
            /** Audio Url */
            audio_url: string;
        };
        /**
         * VoicesModel
         * @description By what texts are spoken: voices that each language has, languages (BCP 47), speeds in per cent.
         */
        VoicesModel: {
            /**
             * Engine
             * @example espeak-ng
             */
            engine: string;
            /**
             * Voices
             * @description The empty one is the usual
             */
            voices: string[];
            /**
             * Languages
             * @example [
             *       "am",
             *       "de",
             *       "en",
             *       "et",
             *       "ru"
             *     ]
             */
            languages: string[];
            /**
             * Slowest
             * @default 60
             */
            slowest: number;
            /**
             * Fastest
             * @default 200
             */
            fastest: number;
        };
        /**
         * WaitingModel
         * @description Who waits; `promised`: it is to be called back, and has no call.
         */
        WaitingModel: {
            /** Call Id */
            call_id: string | null;
            /**
             * Position
             * @description In the line: 1 is next
             */
            position: number;
            /** Number */
            number: string;
            /** Name */
            name: string;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Waits S */
            waits_s: number;
            /** Expected S */
            expected_s: number;
            /**
             * Priority
             * @description The caller's and the queue's together
             */
            priority: number;
            /** Promised */
            promised: boolean;
            /**
             * Attempts
             * @description Of a promise: how often it was tried to keep it
             */
            attempts: number;
            /**
             * Offered
             * @description Whose telephones ring
             */
            offered: string[];
        };
        /**
         * WakeupListModel
         * @description Wake-up calls, the next first.
         */
        WakeupListModel: {
            /** Items */
            items: components["schemas"]["WakeupModel"][];
        };
        /**
         * WakeupModel
         * @description A wake-up call that is set; `next` is later than `due` while it is tried again.
         */
        WakeupModel: {
            /** Id */
            id: string;
            /** Extension Id */
            extension_id: string;
            /** Number */
            number: string;
            /** Name */
            name: string;
            /**
             * Time
             * @description HH:MM, by the company's clock
             */
            time: string;
            /** Daily */
            daily: boolean;
            /**
             * Due
             * Format: date-time
             */
            due: string;
            /**
             * Next
             * Format: date-time
             */
            next: string;
            /**
             * Attempts
             * @description Of this day
             */
            attempts: number;
            /**
             * By
             * @description Who set it
             */
            by: string;
        };
        /**
         * WantedExport
         * @description What goes into the archive, besides all tables and the sheet of numbers.
         */
        WantedExport: {
            /**
             * Recordings
             * @description Recordings, messages and prompts as WAV, opened
             * @default false
             */
            recordings: boolean;
            /**
             * Include Secrets
             * @description Passwords of telephones and of accounts at operators
             * @default false
             */
            include_secrets: boolean;
        };
        /**
         * WayModel
         * @description A trunk at one of its gateways; `reason` is why it is left out, or passed over while others are there.
         */
        WayModel: {
            /** Trunk Id */
            trunk_id: string;
            /** Trunk */
            trunk: string;
            /**
             * Gateway
             * @example 192.0.2.7:5060
             */
            gateway: string;
            /**
             * Reason
             * @default
             */
            reason: string;
            /**
             * Number
             * @description As the operator is asked for it
             * @default
             */
            number: string;
            /**
             * Caller
             * @description As whom it is called; empty: withheld
             * @default
             */
            caller: string;
        };
        /**
         * WebhookChange
         * @description What is to change; what is left out stays.
         */
        WebhookChange: {
            /** Name */
            name?: string | null;
            /** Url */
            url?: string | null;
            /** Kinds */
            kinds?: ("call.appeared" | "call.ringing" | "call.answered" | "call.held" | "call.resumed" | "call.transferred" | "call.ended" | "agent.state" | "queue.state" | "registration" | "recording.ready" | "voicemail.left" | "owed_call.made" | "owed_call.closed")[] | null;
            /**
             * Enabled
             * @description Switched off, it drops what waits
             */
            enabled?: boolean | null;
            /** Description */
            description?: string | null;
        };
        /**
         * WebhookListModel
         * @description The company's webhooks, by name.
         */
        WebhookListModel: {
            /** Items */
            items: components["schemas"]["WebhookModel"][];
        };
        /**
         * WebhookModel
         * @description A webhook; its secret is shown only when it is made.
         */
        WebhookModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example CRM
             */
            name: string;
            /**
             * Url
             * @example https://crm.example.com/offhook
             */
            url: string;
            /**
             * Kinds
             * @description Empty: all
             * @example [
             *       "call.ringing",
             *       "call.ended"
             *     ]
             */
            kinds: string[];
            /** Enabled */
            enabled: boolean;
            /** Description */
            description: string;
            /**
             * Off Reason
             * @description Why it is switched off, when nobody did that by hand
             */
            off_reason: string;
            /**
             * Former Secret Until
             * @description Until then the secret before the present one signs, too
             */
            former_secret_until: string | null;
            /**
             * Failing Since
             * @description When it was last accepted nothing any more; null: it works
             */
            failing_since: string | null;
            /**
             * Last Error
             * @description What came of the last attempt; empty: it was accepted
             */
            last_error: string;
            /**
             * Waiting
             * @description Deliveries that are not accepted yet
             */
            waiting: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * WholeDeliveryModel
         * @description A delivery with its request and the last answer; null: none came.
         */
        WholeDeliveryModel: {
            /** Id */
            id: string;
            /**
             * Event Id
             * @description 0: a test
             * @example 1790000000123456
             */
            event_id: number;
            /**
             * Kind
             * @example call.ended
             */
            kind: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Call Id */
            call_id: string | null;
            /**
             * Sequence
             * @description Counts what the webhook is told of a call: 1, 2, 3 …
             * @example 4
             */
            sequence: number | null;
            /**
             * State
             * @description failed: given up · dropped: the webhook was switched off before
             * @enum {string}
             */
            state: "waiting" | "sent" | "failed" | "dropped";
            /** Attempts */
            attempts: number;
            /**
             * Next Attempt At
             * @description While it waits
             */
            next_attempt_at: string | null;
            /** Attempted At */
            attempted_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Status
             * @description What the last attempt was answered with
             * @example 200
             */
            status: number | null;
            /**
             * Error
             * @description Why it was not accepted; empty: it was
             */
            error: string;
            request: components["schemas"]["RequestModel"];
            answer: components["schemas"]["AnswerModel"] | null;
        };
        /**
         * WorkloadModel
         * @description The company's people by name; `since` is midnight in the company's zone.
         */
        WorkloadModel: {
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /** Items */
            items: components["schemas"]["PersonWorkloadModel"][];
        };
        /**
         * ContactModel
         * @description Somebody outside whom the company knows.
         */
        offhook__api__contacts__ContactModel: {
            /** Id */
            id: string;
            /**
             * Name
             * @example Jaan Tamm
             */
            name: string;
            /** Company */
            company: string;
            /**
             * Numbers
             * @example [
             *       "+37255512345"
             *     ]
             */
            numbers: string[];
            /** Email */
            email: string;
            /** Note */
            note: string;
            /**
             * Vip
             * @description An important one, whom scenarios can treat so
             */
            vip: boolean;
            /** Labels */
            labels: string[];
            /**
             * Person Id
             * @description The person who is responsible for this contact
             */
            person_id: string | null;
            /**
             * Short
             * @description Dialled by extensions instead of the first number
             * @example 77
             */
            short: string | null;
        };
        /**
         * ContactModel
         * @description Where a device is registered; `address` is what its requests come from.
         */
        offhook__api__devices__ContactModel: {
            /** Contact */
            contact: string;
            /** Address */
            address: string;
            /** Transport */
            transport: string;
            /** User Agent */
            user_agent: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Reachable
             * @description Whether it answers; who does not is not rung until it does
             * @default true
             */
            reachable: boolean;
            /**
             * Answer Ms
             * @description How long its last answer to OPTIONS took
             */
            answer_ms?: number | null;
        };
        /**
         * NumberListModel
         * @description A list of numbers: E.164, beginnings of it that end with `*`, and extensions.
         */
        offhook__api__number_lists__NumberListModel: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Numbers */
            numbers: string[];
        };
        /**
         * NumberListModel
         * @description The company's numbers.
         */
        offhook__api__numbers__NumberListModel: {
            /** Items */
            items: components["schemas"]["NumberModel"][];
        };
    };
    responses: {
        /** @description Bad Request */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad Request",
                 *       "status": 400
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unauthorized */
        Problem401: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "log in, or send an API token"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Forbidden */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "a login with the role agent may not do this"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not Found */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not Found",
                 *       "status": 404
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Request Timeout */
        Problem408: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Request Timeout",
                 *       "status": 408
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Conflict */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "this request is being done"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition Failed */
        Problem412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition Failed",
                 *       "status": 412,
                 *       "detail": "somebody changed it since you read it; read it again"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Request Entity Too Large */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Request Entity Too Large",
                 *       "status": 413,
                 *       "detail": "at most 1048576 bytes"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Requested Range Not Satisfiable */
        Problem416: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Requested Range Not Satisfiable",
                 *       "status": 416
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable Entity */
        Problem422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable Entity",
                 *       "status": 422,
                 *       "detail": "the request is not as described"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Precondition Required */
        Problem428: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition Required",
                 *       "status": 428
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too Many Requests */
        Problem429: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Too Many Requests",
                 *       "status": 429,
                 *       "detail": "too many requests; wait a little"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Service Unavailable */
        Problem503: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Service Unavailable",
                 *       "status": 503,
                 *       "detail": "the database is away at the moment"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Insufficient Storage */
        Problem507: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Insufficient Storage",
                 *       "status": 507
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It is still what the ETag says */
        NotModified: {
            headers: {
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description What is left until when, of the limit nearest to its end
         * @example "login";r=299;t=1
         */
        RateLimit: string;
        /**
         * @description The limits: `q` requests in `w` seconds
         * @example "login";q=300;w=15, "company";q=1500;w=15
         */
        "RateLimit-Policy": string;
        /**
         * @description Of this answer, for If-None-Match and If-Match
         * @example "8f14e45fceea167a5a36dedd"
         */
        ETag: string;
        /**
         * @description Seconds to wait
         * @example 1
         */
        "Retry-After": string;
        /**
         * @description How to say who you are
         * @example Bearer realm="offhook"
         */
        "WWW-Authenticate": string;
        /**
         * @description `true`: this is the answer of then, and nothing was done
         * @example true
         */
        "Idempotency-Replayed": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "a long secret",
                 *       "user": "anna"
                 *     }
                 */
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": "anna",
                     *       "role": "admin",
                     *       "tenant_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "provider": false,
                     *       "permissions": [
                     *         "calls.read",
                     *         "me"
                     *       ],
                     *       "second_factor": false,
                     *       "must_enrol": false
                     *     }
                     */
                    "application/json": components["schemas"]["MeModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: components["responses"]["Problem403"];
            503: components["responses"]["Problem503"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": "anna",
                     *       "role": "admin",
                     *       "tenant_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "provider": false,
                     *       "permissions": [
                     *         "calls.read",
                     *         "me"
                     *       ],
                     *       "second_factor": false,
                     *       "must_enrol": false
                     *     }
                     */
                    "application/json": components["schemas"]["MeModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_me_sessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "device": "Firefox on Windows",
                     *           "address": "203.0.113.7",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "seen_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z",
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_me_sessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EndedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_me_sessions_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_users_sessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "device": "Firefox on Windows",
                     *           "address": "203.0.113.7",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "seen_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z",
                     *           "current": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SessionListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_users_sessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 1
                     *     }
                     */
                    "application/json": components["schemas"]["EndedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_permissions: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "calls.read",
                     *           "about": "about",
                     *           "narrowed": "narrowed",
                     *           "roles": [
                     *             "admin"
                     *           ]
                     *         }
                     *       ],
                     *       "roles": [
                     *         {
                     *           "name": "admin",
                     *           "about": "about"
                     *         }
                     *       ],
                     *       "own": [
                     *         "own"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PermissionListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_users: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "login": "dora@example.com",
                     *           "role": "admin",
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "person": "Dora Lepp",
                     *           "groups": {
                     *             "queues": [],
                     *             "departments": []
                     *           },
                     *           "hear_recordings": true,
                     *           "disabled": true,
                     *           "provider": true,
                     *           "has_password": true,
                     *           "created_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UserListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_users: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "dora@example.com",
                 *       "role": "admin"
                 *     }
                 */
                "application/json": components["schemas"]["NewUserModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "login": "dora@example.com",
                     *       "role": "admin",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "person": "Dora Lepp",
                     *       "groups": {
                     *         "queues": [],
                     *         "departments": []
                     *       },
                     *       "hear_recordings": true,
                     *       "disabled": true,
                     *       "provider": true,
                     *       "has_password": true,
                     *       "created_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_users_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "login": "dora@example.com",
                     *       "role": "admin",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "person": "Dora Lepp",
                     *       "groups": {
                     *         "queues": [],
                     *         "departments": []
                     *       },
                     *       "hear_recordings": true,
                     *       "disabled": true,
                     *       "provider": true,
                     *       "has_password": true,
                     *       "created_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_users_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_users_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "anna"
                 *     }
                 */
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "login": "dora@example.com",
                     *       "role": "admin",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "person": "Dora Lepp",
                     *       "groups": {
                     *         "queues": [],
                     *         "departments": []
                     *       },
                     *       "hear_recordings": true,
                     *       "disabled": true,
                     *       "provider": true,
                     *       "has_password": true,
                     *       "created_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["UserModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_users_invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sent_to": "dora@example.com",
                     *       "link": "link",
                     *       "lasts_hours": 72
                     *     }
                     */
                    "application/json": components["schemas"]["InvitedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_password_resets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "dora@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["ResetModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "detail": "if there is such a login with an address, and this server sends mail, a link is on its way"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedResetModel"];
                };
            };
            400: components["responses"]["Problem400"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "token",
                 *       "password": "seven green umbrellas"
                 *     }
                 */
                "application/json": components["schemas"]["SetPassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_me_password: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "old": "old",
                 *       "new": "seven green umbrellas"
                 *     }
                 */
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_me_second_factor: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "on": true,
                     *       "recovery_codes": 1
                     *     }
                     */
                    "application/json": components["schemas"]["FactorModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_me_second_factor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "k3jd-8s7a-q2mz-p4xv"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_me_second_factor: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "password"
                 *     }
                 */
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "JBSWY3DPEHPK3PXP",
                     *       "uri": "uri"
                     *     }
                     */
                    "application/json": components["schemas"]["EnrolmentModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_me_second_factor_recovery_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "password"
                 *     }
                 */
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "k3jd-8s7a-q2mz-p4xv"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodesModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_me_second_factor_disable: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "password"
                 *     }
                 */
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_users_second_factor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_tokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "label": "CRM",
                     *           "user_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "login": "anna",
                     *           "scopes": [
                     *             "scopes"
                     *           ],
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z",
                     *           "used_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokenListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_tokens: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "CRM",
                 *       "scopes": [
                 *         "calls.read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewTokenModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "label": "CRM",
                     *       "user_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "login": "anna",
                     *       "scopes": [
                     *         "scopes"
                     *       ],
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "expires_at": "2026-11-23T09:00:00Z",
                     *       "used_at": "2026-11-23T09:00:00Z",
                     *       "token": "offhook_…"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeTokenModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_tokens_all: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "label": "CRM",
                     *           "user_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "login": "anna",
                     *           "scopes": [
                     *             "scopes"
                     *           ],
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z",
                     *           "used_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokenListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_tokens_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_live: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "direction": "inbound",
                     *           "number": "+3726000100",
                     *           "started_at": "2026-11-23T09:00:00Z",
                     *           "connected_at": "2026-11-23T09:00:00Z",
                     *           "talking": true,
                     *           "conference": false,
                     *           "meeting": false,
                     *           "recording": true,
                     *           "slot": 1,
                     *           "recording_paused": false,
                     *           "ordered": {
                     *             "by": "by",
                     *             "stage": "ringing"
                     *           },
                     *           "legs": [
                     *             {
                     *               "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *               "direction": "inbound",
                     *               "number": "201",
                     *               "name": "Front desk",
                     *               "inside": true,
                     *               "muted": false,
                     *               "on_hold": false,
                     *               "state": "calling",
                     *               "supervises": "listen",
                     *               "agent": "agent"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "supervisors": [
                     *         {
                     *           "number": "204",
                     *           "name": "Front desk",
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LiveCallListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_live_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "direction": "inbound",
                     *       "number": "+3726000100",
                     *       "started_at": "2026-11-23T09:00:00Z",
                     *       "connected_at": "2026-11-23T09:00:00Z",
                     *       "talking": true,
                     *       "conference": false,
                     *       "meeting": false,
                     *       "recording": true,
                     *       "slot": 1,
                     *       "recording_paused": false,
                     *       "ordered": {
                     *         "by": "by",
                     *         "stage": "ringing"
                     *       },
                     *       "legs": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "direction": "inbound",
                     *           "number": "201",
                     *           "name": "Front desk",
                     *           "inside": true,
                     *           "muted": false,
                     *           "on_hold": false,
                     *           "state": "calling",
                     *           "supervises": "listen",
                     *           "agent": "agent"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LiveCallModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_transfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "203"
                 *     }
                 */
                "application/json": components["schemas"]["TransferModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_park: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slot": 1
                 *     }
                 */
                "application/json": components["schemas"]["ParkModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_retrieve: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "extension": "204"
                 *     }
                 */
                "application/json": components["schemas"]["RetrieveModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "203"
                 *     }
                 */
                "application/json": components["schemas"]["InviteModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_play: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sound": "goodbye"
                 *     }
                 */
                "application/json": components["schemas"]["PlayModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_legs_mute: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
                leg_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "muted": true
                 *     }
                 */
                "application/json": components["schemas"]["MuteModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_play_stop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_legs_hold: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
                leg_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "held": true
                 *     }
                 */
                "application/json": components["schemas"]["HoldModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_legs_digits: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
                leg_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "digits": "1234#"
                 *     }
                 */
                "application/json": components["schemas"]["KeysModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_legs_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
                leg_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_supervise: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "mode": "listen",
                 *       "extension": "204"
                 *     }
                 */
                "application/json": components["schemas"]["SuperviseModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_record: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "start"
                 *     }
                 */
                "application/json": components["schemas"]["RecordModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls_hangup: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["AcceptedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
                since?: string | null;
                until?: string | null;
                number?: string | null;
                q?: string | null;
                person?: string | null;
                extension?: string | null;
                queue?: string | null;
                line?: string | null;
                branch_id?: string | null;
                department_id?: string | null;
                direction?: ("inbound" | "outbound" | "internal") | null;
                result?: ("answered" | "missed" | "unanswered" | "abandoned" | "busy" | "rejected" | "failed" | "service" | "voicemail") | null;
                owed?: boolean | null;
                recorded?: boolean | null;
                min_seconds?: number | null;
                max_seconds?: number | null;
            };
            header?: {
                /** @description `ru` or `en`: the language of the steps' `text` */
                "accept-language"?: string | null;
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "direction": "inbound",
                     *           "state": "live",
                     *           "from": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "number": "+3726000100",
                     *           "to": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "started_at": "2026-11-23T09:00:00Z",
                     *           "answered_at": "2026-11-23T09:00:00Z",
                     *           "connected_at": "2026-11-23T09:00:00Z",
                     *           "ended_at": "2026-11-23T09:00:00Z",
                     *           "waiting_seconds": 1,
                     *           "talking_seconds": 1,
                     *           "result": "answered",
                     *           "hangup_side": "hangup side",
                     *           "status": 1,
                     *           "reason": "reason",
                     *           "owed": true,
                     *           "recording_url": "recording url",
                     *           "recording": {
                     *             "duration_seconds": 1,
                     *             "complete": true,
                     *             "error": "error",
                     *             "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *             "rule": "rule",
                     *             "deleted_at": "2026-11-23T09:00:00Z"
                     *           },
                     *           "voicemail": {
                     *             "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *             "at": "2026-11-23T09:00:00Z",
                     *             "duration_seconds": 1,
                     *             "heard_at": "2026-11-23T09:00:00Z",
                     *             "audio_url": "audio url"
                     *           },
                     *           "branches": [],
                     *           "departments": [],
                     *           "steps": [
                     *             {
                     *               "at": "2026-11-23T09:00:00Z",
                     *               "kind": "menu",
                     *               "node": "node",
                     *               "text": "Pressed 1: Sales (attempt 1)",
                     *               "detail": {}
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["CallListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_calls: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "status": "accepted",
                     *       "url": "/api/v1/calls/live/0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["OrderedCallModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_export: {
        parameters: {
            query?: {
                format?: "csv" | "xlsx";
                /** @description Of CSV; Excel expects the one of its country */
                separator?: "comma" | "semicolon" | "tab";
                /** @description How many calls at most, the newest first */
                limit?: number;
                since?: string | null;
                until?: string | null;
                number?: string | null;
                q?: string | null;
                person?: string | null;
                extension?: string | null;
                queue?: string | null;
                line?: string | null;
                branch_id?: string | null;
                department_id?: string | null;
                direction?: ("inbound" | "outbound" | "internal") | null;
                result?: ("answered" | "missed" | "unanswered" | "abandoned" | "busy" | "rejected" | "failed" | "service" | "voicemail") | null;
                owed?: boolean | null;
                recorded?: boolean | null;
                min_seconds?: number | null;
                max_seconds?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table: UTF-8 with a mark in front, or a workbook with one sheet */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of the steps' `text` */
                "accept-language"?: string | null;
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "direction": "inbound",
                     *       "state": "live",
                     *       "from": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "number": "+3726000100",
                     *       "to": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "started_at": "2026-11-23T09:00:00Z",
                     *       "answered_at": "2026-11-23T09:00:00Z",
                     *       "connected_at": "2026-11-23T09:00:00Z",
                     *       "ended_at": "2026-11-23T09:00:00Z",
                     *       "waiting_seconds": 1,
                     *       "talking_seconds": 1,
                     *       "result": "answered",
                     *       "hangup_side": "hangup side",
                     *       "status": 1,
                     *       "reason": "reason",
                     *       "owed": true,
                     *       "recording_url": "recording url",
                     *       "recording": {
                     *         "duration_seconds": 1,
                     *         "complete": true,
                     *         "error": "error",
                     *         "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *         "rule": "rule",
                     *         "deleted_at": "2026-11-23T09:00:00Z"
                     *       },
                     *       "voicemail": {
                     *         "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *         "at": "2026-11-23T09:00:00Z",
                     *         "duration_seconds": 1,
                     *         "heard_at": "2026-11-23T09:00:00Z",
                     *         "audio_url": "audio url"
                     *       },
                     *       "branches": [],
                     *       "departments": [],
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "kind": "menu",
                     *           "node": "node",
                     *           "text": "Pressed 1: Sales (attempt 1)",
                     *           "detail": {}
                     *         }
                     *       ],
                     *       "legs": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "direction": "inbound",
                     *           "party": {},
                     *           "started_at": "2026-11-23T09:00:00Z",
                     *           "rang_at": "2026-11-23T09:00:00Z",
                     *           "answered_at": "2026-11-23T09:00:00Z",
                     *           "ended_at": "2026-11-23T09:00:00Z",
                     *           "status": 1,
                     *           "cause": 1,
                     *           "by": "by",
                     *           "reason": "reason",
                     *           "transport": "udp",
                     *           "codec": "PCMA",
                     *           "encryption": "DTLS-SRTP",
                     *           "sip_call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "quality": {
                     *             "codec": "codec",
                     *             "packets_received": 1,
                     *             "packets_lost": 1,
                     *             "loss_percent": 1,
                     *             "jitter_ms": 1,
                     *             "mos": 1,
                     *             "verdict": "good",
                     *             "round_trip_ms": 1,
                     *             "there": {
                     *               "packets_lost": 1,
                     *               "loss_percent": 1,
                     *               "jitter_ms": 1,
                     *               "mos": null,
                     *               "verdict": null
                     *             }
                     *           },
                     *           "video": {
                     *             "codec": "codec",
                     *             "packets_received": 1,
                     *             "packets_lost": 1,
                     *             "loss_percent": 1,
                     *             "jitter_ms": 1,
                     *             "mos": 1,
                     *             "verdict": "good",
                     *             "round_trip_ms": 1,
                     *             "there": {
                     *               "packets_lost": 1,
                     *               "loss_percent": 1,
                     *               "jitter_ms": 1,
                     *               "mos": null,
                     *               "verdict": null
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CallWithLegsModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_recording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording: the caller left, the callee right */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            /** @description The part that `Range` asked for */
            206: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_trace: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of the steps' `text` */
                "accept-language"?: string | null;
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kept_days": 1,
                     *       "complete": true,
                     *       "legs": [
                     *         {
                     *           "leg_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Anna Kask (201)",
                     *           "direction": "inbound"
                     *         }
                     *       ],
                     *       "messages": [
                     *         {
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "kind": "sip",
                     *           "sent": true,
                     *           "leg_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "transport": "udp",
                     *           "local": "192.0.2.1:5060",
                     *           "remote": "198.51.100.1:5060",
                     *           "summary": "INVITE (SDP)",
                     *           "text": "text"
                     *         }
                     *       ],
                     *       "steps": [
                     *         {
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "kind": "menu",
                     *           "node": "node",
                     *           "text": "Pressed 1: Sales (attempt 1)",
                     *           "detail": {}
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TraceModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_calls_trace_pcapng: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A capture file */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-pcapng": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_voicemails: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
                /** @description The id of an extension: messages of its mailbox only */
                box?: string;
                /** @description Messages that were deleted, instead of the others */
                deleted?: boolean;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "duration_seconds": 1,
                     *           "heard_at": "2026-11-23T09:00:00Z",
                     *           "extension": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "from": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "forwarded_by": "forwarded by",
                     *           "comment": "comment",
                     *           "deleted_at": "2026-11-23T09:00:00Z",
                     *           "audio_url": "audio url"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["VoicemailListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_voicemails_audio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                voicemail_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            /** @description The part that `Range` asked for */
            206: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_voicemails_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                voicemail_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_voicemails_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                voicemail_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "heard": true
                 *     }
                 */
                "application/json": components["schemas"]["VoicemailChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "at": "2026-11-23T09:00:00Z",
                     *       "duration_seconds": 1,
                     *       "heard_at": "2026-11-23T09:00:00Z",
                     *       "extension": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "from": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "forwarded_by": "forwarded by",
                     *       "comment": "comment",
                     *       "deleted_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["VoicemailModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_voicemails_forward: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                voicemail_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "202"
                 *     }
                 */
                "application/json": components["schemas"]["ForwardMessage"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
            507: components["responses"]["Problem507"];
        };
    };
    get_extensions: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "number": "500",
                     *           "name": "Front desk",
                     *           "kind": "person",
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "pin": "pin",
                     *           "moderator_pin": "moderator pin",
                     *           "music": true,
                     *           "announce": true,
                     *           "places": 1,
                     *           "record": true,
                     *           "members": [
                     *             "members"
                     *           ],
                     *           "queue_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "overflow": "overflow",
                     *           "scenario_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExtensionListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_extensions: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "500",
                 *       "name": "Front desk",
                 *       "pin": "4711",
                 *       "moderator_pin": "4712",
                 *       "members": [
                 *         "201",
                 *         "202"
                 *       ],
                 *       "overflow": "201",
                 *       "kind": "echo"
                 *     }
                 */
                "application/json": components["schemas"]["NewExtensionModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "number": "500",
                     *       "name": "Front desk",
                     *       "kind": "person",
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "pin": "pin",
                     *       "moderator_pin": "moderator pin",
                     *       "music": true,
                     *       "announce": true,
                     *       "places": 1,
                     *       "record": true,
                     *       "members": [
                     *         "members"
                     *       ],
                     *       "queue_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "overflow": "overflow",
                     *       "scenario_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["ExtensionModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_extensions_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_extensions_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "500",
                 *       "pin": "4711",
                 *       "moderator_pin": "4712",
                 *       "members": [
                 *         "201",
                 *         "202"
                 *       ],
                 *       "overflow": "201"
                 *     }
                 */
                "application/json": components["schemas"]["ExtensionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_devices: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "username": "demo201",
                     *           "domain": "pbx.example.com",
                     *           "label": "Front desk",
                     *           "person": "person",
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "extensions": [
                     *             "201"
                     *           ],
                     *           "codecs": [
                     *             "codecs"
                     *           ],
                     *           "encryption": "off",
                     *           "dtmf": "auto",
                     *           "video": true,
                     *           "redirects": "follow",
                     *           "gain_db": 0,
                     *           "agc": false,
                     *           "denoise": false,
                     *           "site_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "shared": false,
                     *           "idle_calls": "emergency",
                     *           "seat_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "status": "registered",
                     *           "contacts": [
                     *             {
                     *               "contact": "contact",
                     *               "address": "192.0.2.7",
                     *               "transport": "transport",
                     *               "user_agent": "user agent",
                     *               "expires_at": "2026-11-23T09:00:00Z",
                     *               "reachable": true,
                     *               "answer_ms": 1
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeviceListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_devices: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "customer-204",
                 *       "label": "Desk telephone"
                 *     }
                 */
                "application/json": components["schemas"]["NewDevice"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "username": "username",
                     *       "secret": "secret",
                     *       "domain": "domain"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeDeviceModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_devices_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_devices_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "codecs": [
                 *         "OPUS",
                 *         "PCMA"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["DeviceChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_trunks: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "host": "sip.example.com",
                     *           "port": 1,
                     *           "transport": "transport",
                     *           "register": true,
                     *           "match": [],
                     *           "username": "username",
                     *           "has_credentials": false,
                     *           "domain": "domain",
                     *           "authority": "authority",
                     *           "caller_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "codecs": [
                     *             "codecs"
                     *           ],
                     *           "encryption": "off",
                     *           "dtmf": "auto",
                     *           "video": false,
                     *           "identity": "from",
                     *           "trusted": false,
                     *           "withhold": false,
                     *           "forwarded": "none",
                     *           "redirects": "refuse",
                     *           "large_by_tcp": true,
                     *           "gateways": [],
                     *           "probe_s": 0,
                     *           "backup_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "channels_in": 0,
                     *           "channels_out": 0,
                     *           "channels": 0,
                     *           "alarm_percent": 80,
                     *           "formats": {
                     *             "country": "country",
                     *             "called": {
                     *               "form": "e164",
                     *               "international": "00",
                     *               "rules": []
                     *             },
                     *             "caller": {
                     *               "form": "e164",
                     *               "international": "00",
                     *               "rules": []
                     *             },
                     *             "called_in": [],
                     *             "caller_in": []
                     *           },
                     *           "used_in": 1,
                     *           "used_out": 1,
                     *           "alarm": {
                     *             "level": "near",
                     *             "since": "2026-11-23T09:00:00Z",
                     *             "of": "inbound",
                     *             "used": 1,
                     *             "limit": 1
                     *           },
                     *           "status": "registered",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "last_status": 1,
                     *           "last_reason": "last reason",
                     *           "next_attempt": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TrunkListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_trunks: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk",
                 *       "host": "sip.example.net",
                 *       "match": [
                 *         "192.0.2.0/24"
                 *       ],
                 *       "caller_id": "+3726000100",
                 *       "codecs": [
                 *         "PCMA",
                 *         "PCMU"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewTrunkModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "host": "sip.example.com",
                     *       "port": 1,
                     *       "transport": "transport",
                     *       "register": true,
                     *       "match": [],
                     *       "username": "username",
                     *       "has_credentials": false,
                     *       "domain": "domain",
                     *       "authority": "authority",
                     *       "caller_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "codecs": [
                     *         "codecs"
                     *       ],
                     *       "encryption": "off",
                     *       "dtmf": "auto",
                     *       "video": false,
                     *       "identity": "from",
                     *       "trusted": false,
                     *       "withhold": false,
                     *       "forwarded": "none",
                     *       "redirects": "refuse",
                     *       "large_by_tcp": true,
                     *       "gateways": [],
                     *       "probe_s": 0,
                     *       "backup_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "channels_in": 0,
                     *       "channels_out": 0,
                     *       "channels": 0,
                     *       "alarm_percent": 80,
                     *       "formats": {
                     *         "country": "country",
                     *         "called": {
                     *           "form": "e164",
                     *           "international": "00",
                     *           "rules": []
                     *         },
                     *         "caller": {
                     *           "form": "e164",
                     *           "international": "00",
                     *           "rules": []
                     *         },
                     *         "called_in": [],
                     *         "caller_in": []
                     *       },
                     *       "used_in": 1,
                     *       "used_out": 1,
                     *       "alarm": {
                     *         "level": "near",
                     *         "since": "2026-11-23T09:00:00Z",
                     *         "of": "inbound",
                     *         "used": 1,
                     *         "limit": 1
                     *       },
                     *       "status": "registered",
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "last_status": 1,
                     *       "last_reason": "last reason",
                     *       "next_attempt": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TrunkModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_trunks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "host": "sip.example.com",
                     *       "port": 1,
                     *       "transport": "transport",
                     *       "register": true,
                     *       "match": [],
                     *       "username": "username",
                     *       "has_credentials": false,
                     *       "domain": "domain",
                     *       "authority": "authority",
                     *       "caller_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "codecs": [
                     *         "codecs"
                     *       ],
                     *       "encryption": "off",
                     *       "dtmf": "auto",
                     *       "video": false,
                     *       "identity": "from",
                     *       "trusted": false,
                     *       "withhold": false,
                     *       "forwarded": "none",
                     *       "redirects": "refuse",
                     *       "large_by_tcp": true,
                     *       "gateways": [],
                     *       "probe_s": 0,
                     *       "backup_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "channels_in": 0,
                     *       "channels_out": 0,
                     *       "channels": 0,
                     *       "alarm_percent": 80,
                     *       "formats": {
                     *         "country": "country",
                     *         "called": {
                     *           "form": "e164",
                     *           "international": "00",
                     *           "rules": []
                     *         },
                     *         "caller": {
                     *           "form": "e164",
                     *           "international": "00",
                     *           "rules": []
                     *         },
                     *         "called_in": [],
                     *         "caller_in": []
                     *       },
                     *       "used_in": 1,
                     *       "used_out": 1,
                     *       "alarm": {
                     *         "level": "near",
                     *         "since": "2026-11-23T09:00:00Z",
                     *         "of": "inbound",
                     *         "used": 1,
                     *         "limit": 1
                     *       },
                     *       "status": "registered",
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "last_status": 1,
                     *       "last_reason": "last reason",
                     *       "next_attempt": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TrunkModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_trunks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                trunk_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_trunks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                trunk_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "host": "sip.example.net",
                 *       "match": [
                 *         "192.0.2.0/24"
                 *       ],
                 *       "caller_id": "+3726000100",
                 *       "codecs": [
                 *         "PCMA",
                 *         "PCMU"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TrunkChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_trunk_presets: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "grandstream-ht813",
                     *           "name": "Grandstream HT813 (FXO)",
                     *           "kind": "fxo",
                     *           "box": [
                     *             {
                     *               "where": "FXO Port",
                     *               "name": "Stage Method (1/2)",
                     *               "value": "1"
                     *             }
                     *           ],
                     *           "sources": [
                     *             "sources"
                     *           ],
                     *           "settings": {
                     *             "name": "Front desk",
                     *             "host": "sip.example.net",
                     *             "port": 1,
                     *             "transport": "auto",
                     *             "match": [
                     *               "192.0.2.0/24"
                     *             ],
                     *             "register": true,
                     *             "username": "username",
                     *             "secret": "secret",
                     *             "domain": "domain",
                     *             "authority": "authority",
                     *             "caller_id": "+3726000100",
                     *             "codecs": [
                     *               "PCMA",
                     *               "PCMU"
                     *             ],
                     *             "encryption": "off",
                     *             "dtmf": "auto",
                     *             "video": true,
                     *             "identity": "from",
                     *             "trusted": true,
                     *             "withhold": true,
                     *             "forwarded": "none",
                     *             "redirects": "refuse",
                     *             "large_by_tcp": true,
                     *             "gateways": [
                     *               {
                     *                 "host": "sip1.example.net",
                     *                 "port": 5060,
                     *                 "transport": "auto",
                     *                 "priority": 1,
                     *                 "weight": 1,
                     *                 "enabled": true
                     *               }
                     *             ],
                     *             "probe_s": 1,
                     *             "backup_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *             "channels_in": 1,
                     *             "channels_out": 1,
                     *             "channels": 1,
                     *             "alarm_percent": 1,
                     *             "formats": {
                     *               "country": null,
                     *               "called": {
                     *                 "form": "e164",
                     *                 "international": "00",
                     *                 "rules": []
                     *               },
                     *               "caller": {
                     *                 "form": "e164",
                     *                 "international": "00",
                     *                 "rules": []
                     *               },
                     *               "called_in": [],
                     *               "caller_in": []
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TrunkPresetListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_device_presets: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "key": "grandstream-ht813",
                     *           "name": "Grandstream HT813 (FXO)",
                     *           "kind": "fxo",
                     *           "box": [
                     *             {
                     *               "where": "FXO Port",
                     *               "name": "Stage Method (1/2)",
                     *               "value": "1"
                     *             }
                     *           ],
                     *           "sources": [
                     *             "sources"
                     *           ],
                     *           "settings": {
                     *             "label": "Front desk",
                     *             "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *             "secret": "secret",
                     *             "codecs": [
                     *               "OPUS",
                     *               "PCMA"
                     *             ],
                     *             "encryption": "off",
                     *             "dtmf": "auto",
                     *             "video": true,
                     *             "redirects": "follow",
                     *             "gain_db": 1,
                     *             "agc": true,
                     *             "denoise": true,
                     *             "site_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *             "shared": true,
                     *             "idle_calls": "emergency"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DevicePresetListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_routes: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "prefix": "+372",
                     *           "trunk_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "priority": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RouteListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_routes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "prefix": "+372",
                 *           "trunk_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RouteListModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_routes_rehearsal: {
        parameters: {
            query: {
                extension: string;
                dialled: string;
            };
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kind": "extension",
                     *       "who": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "phones": 1,
                     *       "voicemail": true,
                     *       "steps": [],
                     *       "ending": "voicemail",
                     *       "whom": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "code": "code",
                     *       "number": "201",
                     *       "scenario": "scenario",
                     *       "asks": "asks",
                     *       "allowed": true,
                     *       "prefix": "prefix",
                     *       "ways": [],
                     *       "left_out": []
                     *     }
                     */
                    "application/json": components["schemas"]["RehearsalModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_number_formats_preview: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "formats": {
                 *         "country": "country"
                 *       },
                 *       "number": "+37255512345"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": "201",
                     *       "called": "called",
                     *       "caller": "caller",
                     *       "called_in": "called in",
                     *       "caller_in": "caller in"
                     *     }
                     */
                    "application/json": components["schemas"]["PreviewModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_sites: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "networks": [
                     *             "networks"
                     *           ],
                     *           "kbit_up": 1,
                     *           "kbit_down": 1,
                     *           "alarm_percent": 1,
                     *           "used_up": 1,
                     *           "used_down": 1,
                     *           "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "legs": 1,
                     *           "alarm": {
                     *             "level": "near",
                     *             "since": "2026-11-23T09:00:00Z"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SiteListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_sites: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Tartu",
                 *       "networks": [
                 *         "203.0.113.0/28",
                 *         "2001:db8:7::/48"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewSite"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "networks": [
                     *         "networks"
                     *       ],
                     *       "kbit_up": 1,
                     *       "kbit_down": 1,
                     *       "alarm_percent": 1,
                     *       "used_up": 1,
                     *       "used_down": 1,
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "legs": 1,
                     *       "alarm": {
                     *         "level": "near",
                     *         "since": "2026-11-23T09:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SiteModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_sites_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "networks": [
                     *         "networks"
                     *       ],
                     *       "kbit_up": 1,
                     *       "kbit_down": 1,
                     *       "alarm_percent": 1,
                     *       "used_up": 1,
                     *       "used_down": 1,
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "legs": 1,
                     *       "alarm": {
                     *         "level": "near",
                     *         "since": "2026-11-23T09:00:00Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SiteModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_sites_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_sites_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["SiteChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_numbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "e164": "+3726000100",
                     *           "label": "Front desk",
                     *           "trunk_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "scenario_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__numbers__NumberListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_numbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "e164": "+372 600 0100"
                 *     }
                 */
                "application/json": components["schemas"]["NewNumberModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "e164": "+3726000100",
                     *       "label": "Front desk",
                     *       "trunk_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "scenario_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["NumberModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_numbers_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_numbers_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "label": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["NumberChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_numbers_asking: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://crm.example.com/who",
                     *       "seconds": 2,
                     *       "former_secret_until": "2026-11-23T09:00:00Z",
                     *       "secret": "secret"
                     *     }
                     */
                    "application/json": components["schemas"]["AskingModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_numbers_asking: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://crm.example.com/who"
                 *     }
                 */
                "application/json": components["schemas"]["Asking"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "url": "https://crm.example.com/who",
                     *       "seconds": 2,
                     *       "former_secret_until": "2026-11-23T09:00:00Z",
                     *       "secret": "secret"
                     *     }
                     */
                    "application/json": components["schemas"]["AskingModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_numbers_asking: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_numbers_asking_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                number_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_rJ0x…",
                     *       "former_until": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SecretModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_scenarios_node_kinds: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "kind",
                     *           "title": "title",
                     *           "form": {}
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NodeKindsModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios_verify: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "graph": {
                 *         "start": ""
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["GraphToTry"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "publishable": true,
                     *       "faults": [
                     *         {
                     *           "severity": "error",
                     *           "code": "exit_loose",
                     *           "node": "node",
                     *           "field": "choices.1.next",
                     *           "text": "Nothing happens when nobody answers. Lead this exit to another step."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["VerdictModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios_rehearse: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "caller": "+37255512345",
                 *       "keys": [
                 *         "1"
                 *       ],
                 *       "states": {
                 *         "201": "busy"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["Rehearsal"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "nodes": [
                     *         "nodes"
                     *       ],
                     *       "steps": [
                     *         {
                     *           "after_s": 1,
                     *           "node": "node",
                     *           "kind": "kind",
                     *           "text": "text",
                     *           "detail": {}
                     *         }
                     *       ],
                     *       "ending": "conversation",
                     *       "who": "who"
                     *     }
                     */
                    "application/json": components["schemas"]["PathModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios_rehearse_history: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "graph": {
                 *         "start": ""
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["HistoryToTry"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "judged": 1,
                     *       "changed": [
                     *         {
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "caller": "caller",
                     *           "result": "result",
                     *           "before": {
                     *             "ending": "conversation",
                     *             "who": "who"
                     *           },
                     *           "after": {
                     *             "ending": "conversation",
                     *             "who": "who"
                     *           }
                     *         }
                     *       ],
                     *       "left_out": true
                     *     }
                     */
                    "application/json": components["schemas"]["HistoryModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_scenarios: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "published": 1,
                     *           "answers_since": "2026-11-23T09:00:00Z",
                     *           "answers_by": "answers by",
                     *           "draft": 1,
                     *           "changed_at": "2026-11-23T09:00:00Z",
                     *           "changed_by": "changed by",
                     *           "numbers": [
                     *             "+3726000100"
                     *           ],
                     *           "stand_in_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScenarioListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Main line"
                 *     }
                 */
                "application/json": components["schemas"]["NewScenario"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "published": 1,
                     *       "answers_since": "2026-11-23T09:00:00Z",
                     *       "answers_by": "answers by",
                     *       "draft": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "changed_by": "changed by",
                     *       "numbers": [
                     *         "+3726000100"
                     *       ],
                     *       "stand_in_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "versions": [
                     *         {
                     *           "version": 1,
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "changed_at": "2026-11-23T09:00:00Z",
                     *           "changed_by": "changed by",
                     *           "published_at": "2026-11-23T09:00:00Z",
                     *           "published_by": "published by"
                     *         }
                     *       ],
                     *       "graph": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ScenarioWithGraphModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_scenarios_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "published": 1,
                     *       "answers_since": "2026-11-23T09:00:00Z",
                     *       "answers_by": "answers by",
                     *       "draft": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "changed_by": "changed by",
                     *       "numbers": [
                     *         "+3726000100"
                     *       ],
                     *       "stand_in_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "versions": [
                     *         {
                     *           "version": 1,
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "changed_at": "2026-11-23T09:00:00Z",
                     *           "changed_by": "changed by",
                     *           "published_at": "2026-11-23T09:00:00Z",
                     *           "published_by": "published by"
                     *         }
                     *       ],
                     *       "graph": {}
                     *     }
                     */
                    "application/json": components["schemas"]["ScenarioWithGraphModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_scenarios_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_scenarios_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["ScenarioChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_scenarios_versions_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                scenario_id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 1,
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "changed_by": "changed by",
                     *       "published_at": "2026-11-23T09:00:00Z",
                     *       "published_by": "published by",
                     *       "graph": {}
                     *     }
                     */
                    "application/json": components["schemas"]["VersionWithGraphModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_scenarios_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the graph that was seen; `*`: any */
                "If-Match"?: string | null;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "start": ""
                 *     }
                 */
                "application/json": components["schemas"]["Graph"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 1,
                     *       "etag": "etag"
                     *     }
                     */
                    "application/json": components["schemas"]["DraftModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            428: components["responses"]["Problem428"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_scenarios_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the graph that was seen; `*`: any */
                "If-Match"?: string | null;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            428: components["responses"]["Problem428"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios_publish: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the graph that was seen; `*`: any */
                "If-Match"?: string | null;
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            428: components["responses"]["Problem428"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_scenarios_roll_back: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 1
                 *     }
                 */
                "application/json": components["schemas"]["RollBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_scenarios_stand_in: {
        parameters: {
            query?: never;
            header?: {
                /** @description `ru` or `en`: the language of texts */
                "accept-language"?: string | null;
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                scenario_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scenario_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                 *     }
                 */
                "application/json": components["schemas"]["StandIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "published": 1,
                     *       "answers_since": "2026-11-23T09:00:00Z",
                     *       "answers_by": "answers by",
                     *       "draft": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "changed_by": "changed by",
                     *       "numbers": [
                     *         "+3726000100"
                     *       ],
                     *       "stand_in_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["ScenarioModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_schedules: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "hours": [
                     *             {
                     *               "days": [
                     *                 1,
                     *                 2,
                     *                 3,
                     *                 4,
                     *                 5
                     *               ],
                     *               "begins": "09:00",
                     *               "ends": "17:00"
                     *             }
                     *           ],
                     *           "special": [
                     *             {
                     *               "first": "2026-12-24",
                     *               "last": "2026-12-24",
                     *               "label": "Stocktaking",
                     *               "begins": "09:00",
                     *               "ends": "09:00"
                     *             }
                     *           ],
                     *           "holidays": "EE",
                     *           "switched": "auto",
                     *           "now": {
                     *             "says": "open",
                     *             "why": "switched",
                     *             "label": "Front desk"
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_schedules: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Office hours",
                 *       "holidays": "EE"
                 *     }
                 */
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "hours": [
                     *         {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "begins": "09:00",
                     *           "ends": "17:00"
                     *         }
                     *       ],
                     *       "special": [
                     *         {
                     *           "first": "2026-12-24",
                     *           "last": "2026-12-24",
                     *           "label": "Stocktaking",
                     *           "begins": "09:00",
                     *           "ends": "09:00"
                     *         }
                     *       ],
                     *       "holidays": "EE",
                     *       "switched": "auto",
                     *       "now": {
                     *         "says": "open",
                     *         "why": "switched",
                     *         "label": "Front desk"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_schedules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "hours": [
                     *         {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "begins": "09:00",
                     *           "ends": "17:00"
                     *         }
                     *       ],
                     *       "special": [
                     *         {
                     *           "first": "2026-12-24",
                     *           "last": "2026-12-24",
                     *           "label": "Stocktaking",
                     *           "begins": "09:00",
                     *           "ends": "09:00"
                     *         }
                     *       ],
                     *       "holidays": "EE",
                     *       "switched": "auto",
                     *       "now": {
                     *         "says": "open",
                     *         "why": "switched",
                     *         "label": "Front desk"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_schedules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_schedules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["ScheduleChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "hours": [
                     *         {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "begins": "09:00",
                     *           "ends": "17:00"
                     *         }
                     *       ],
                     *       "special": [
                     *         {
                     *           "first": "2026-12-24",
                     *           "last": "2026-12-24",
                     *           "label": "Stocktaking",
                     *           "begins": "09:00",
                     *           "ends": "09:00"
                     *         }
                     *       ],
                     *       "holidays": "EE",
                     *       "switched": "auto",
                     *       "now": {
                     *         "says": "open",
                     *         "why": "switched",
                     *         "label": "Front desk"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_schedules_switch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "switched": "auto"
                 *     }
                 */
                "application/json": components["schemas"]["Switch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "hours": [
                     *         {
                     *           "days": [
                     *             1,
                     *             2,
                     *             3,
                     *             4,
                     *             5
                     *           ],
                     *           "begins": "09:00",
                     *           "ends": "17:00"
                     *         }
                     *       ],
                     *       "special": [
                     *         {
                     *           "first": "2026-12-24",
                     *           "last": "2026-12-24",
                     *           "label": "Stocktaking",
                     *           "begins": "09:00",
                     *           "ends": "09:00"
                     *         }
                     *       ],
                     *       "holidays": "EE",
                     *       "switched": "auto",
                     *       "now": {
                     *         "says": "open",
                     *         "why": "switched",
                     *         "label": "Front desk"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_lists: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "numbers": [
                     *             "numbers"
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NumberListsModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_lists: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Important customers",
                 *       "numbers": [
                 *         "+37255512345",
                 *         "+3725*",
                 *         "555 1234",
                 *         "201"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewNumberList"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "numbers": [
                     *         "numbers"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__number_lists__NumberListModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_lists_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                list_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "numbers": [
                     *         "numbers"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__number_lists__NumberListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_lists_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                list_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_lists_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                list_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["NumberListChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "numbers": [
                     *         "numbers"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__number_lists__NumberListModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_lists_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                list_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "numbers": [
                 *         "+37255512345",
                 *         "+3725*",
                 *         "555 1234",
                 *         "201"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NumbersModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "numbers": [
                     *         "numbers"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__number_lists__NumberListModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_lists_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                list_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "numbers": [
                 *         "+37255512345",
                 *         "+3725*",
                 *         "555 1234",
                 *         "201"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NumbersModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "numbers": [
                     *         "numbers"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__number_lists__NumberListModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_prompts: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "language": "en",
                     *           "kind": "upload",
                     *           "text": "text",
                     *           "voice": "",
                     *           "speed": 100,
                     *           "duration_seconds": 1,
                     *           "changed_at": "2026-11-23T09:00:00Z",
                     *           "audio_url": "audio url"
                     *         }
                     *       ],
                     *       "sentences": [
                     *         {
                     *           "name": "Front desk",
                     *           "text": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PromptListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_prompts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "sales",
                 *       "language": "et",
                 *       "text": "You have reached the sales department."
                 *     }
                 */
                "application/json": components["schemas"]["NewPrompt"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "language": "en",
                     *       "kind": "upload",
                     *       "text": "text",
                     *       "voice": "",
                     *       "speed": 100,
                     *       "duration_seconds": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["PromptModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_prompts_audio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prompt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The prompt */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            /** @description The part that `Range` asked for */
            206: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_prompts_audio: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                prompt_id: string;
            };
            cookie?: never;
        };
        /** @description A sound of any usual format, 20 MiB and 10 minutes at most */
        requestBody: {
            content: {
                "audio/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "language": "en",
                     *       "kind": "upload",
                     *       "text": "text",
                     *       "voice": "",
                     *       "speed": 100,
                     *       "duration_seconds": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["PromptModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_prompts_voices: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "engine": "espeak-ng",
                     *       "voices": [
                     *         "voices"
                     *       ],
                     *       "languages": [
                     *         "am",
                     *         "de",
                     *         "en",
                     *         "et",
                     *         "ru"
                     *       ],
                     *       "slowest": 60,
                     *       "fastest": 200
                     *     }
                     */
                    "application/json": components["schemas"]["VoicesModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_prompts_speech: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSpeech"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "language": "en",
                     *       "kind": "upload",
                     *       "text": "text",
                     *       "voice": "",
                     *       "speed": 100,
                     *       "duration_seconds": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["PromptModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_prompts_uploads: {
        parameters: {
            query: {
                name: string;
                language: string;
            };
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description A sound of any usual format, 20 MiB and 10 minutes at most */
        requestBody: {
            content: {
                "audio/*": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "language": "en",
                     *       "kind": "upload",
                     *       "text": "text",
                     *       "voice": "",
                     *       "speed": 100,
                     *       "duration_seconds": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["PromptModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_prompts_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                prompt_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_prompts_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                prompt_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "You have reached the sales department."
                 *     }
                 */
                "application/json": components["schemas"]["PromptChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "language": "en",
                     *       "kind": "upload",
                     *       "text": "text",
                     *       "voice": "",
                     *       "speed": 100,
                     *       "duration_seconds": 1,
                     *       "changed_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["PromptModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_queues: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "Sales",
                     *           "strategy": "all",
                     *           "members": [],
                     *           "priority": 0,
                     *           "priorities": [],
                     *           "priority_s": 60,
                     *           "music": "",
                     *           "announcement": "",
                     *           "announce_s": 60,
                     *           "say_position": true,
                     *           "say_wait": false,
                     *           "longest_wait_s": 900,
                     *           "longest": 100,
                     *           "ring_s": 15,
                     *           "retry_s": 5,
                     *           "pause_after": 3,
                     *           "wrap_up_s": 10,
                     *           "sticky_last": false,
                     *           "sticky_responsible": false,
                     *           "sticky_s": 30,
                     *           "skill_patience_s": 0,
                     *           "service_level_s": 20,
                     *           "callback_attempts": 3,
                     *           "callback_retry_s": 600,
                     *           "dial_owed": false,
                     *           "dial_per_hour": 60,
                     *           "dial_tries": 3,
                     *           "dial_pause_s": 3600,
                     *           "dial_schedule": "",
                     *           "dial_never": "",
                     *           "dial_numbers": [],
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["QueueListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_queues: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Sales"
                 *     }
                 */
                "application/json": components["schemas"]["QueueSettings"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Sales",
                     *       "strategy": "all",
                     *       "members": [],
                     *       "priority": 0,
                     *       "priorities": [],
                     *       "priority_s": 60,
                     *       "music": "",
                     *       "announcement": "",
                     *       "announce_s": 60,
                     *       "say_position": true,
                     *       "say_wait": false,
                     *       "longest_wait_s": 900,
                     *       "longest": 100,
                     *       "ring_s": 15,
                     *       "retry_s": 5,
                     *       "pause_after": 3,
                     *       "wrap_up_s": 10,
                     *       "sticky_last": false,
                     *       "sticky_responsible": false,
                     *       "sticky_s": 30,
                     *       "skill_patience_s": 0,
                     *       "service_level_s": 20,
                     *       "callback_attempts": 3,
                     *       "callback_retry_s": 600,
                     *       "dial_owed": false,
                     *       "dial_per_hour": 60,
                     *       "dial_tries": 3,
                     *       "dial_pause_s": 3600,
                     *       "dial_schedule": "",
                     *       "dial_never": "",
                     *       "dial_numbers": [],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["QueueModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_queues_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                queue_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Sales",
                     *       "strategy": "all",
                     *       "members": [],
                     *       "priority": 0,
                     *       "priorities": [],
                     *       "priority_s": 60,
                     *       "music": "",
                     *       "announcement": "",
                     *       "announce_s": 60,
                     *       "say_position": true,
                     *       "say_wait": false,
                     *       "longest_wait_s": 900,
                     *       "longest": 100,
                     *       "ring_s": 15,
                     *       "retry_s": 5,
                     *       "pause_after": 3,
                     *       "wrap_up_s": 10,
                     *       "sticky_last": false,
                     *       "sticky_responsible": false,
                     *       "sticky_s": 30,
                     *       "skill_patience_s": 0,
                     *       "service_level_s": 20,
                     *       "callback_attempts": 3,
                     *       "callback_retry_s": 600,
                     *       "dial_owed": false,
                     *       "dial_per_hour": 60,
                     *       "dial_tries": 3,
                     *       "dial_pause_s": 3600,
                     *       "dial_schedule": "",
                     *       "dial_never": "",
                     *       "dial_numbers": [],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["QueueModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_queues_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                queue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Sales"
                 *     }
                 */
                "application/json": components["schemas"]["QueueReplaced"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Sales",
                     *       "strategy": "all",
                     *       "members": [],
                     *       "priority": 0,
                     *       "priorities": [],
                     *       "priority_s": 60,
                     *       "music": "",
                     *       "announcement": "",
                     *       "announce_s": 60,
                     *       "say_position": true,
                     *       "say_wait": false,
                     *       "longest_wait_s": 900,
                     *       "longest": 100,
                     *       "ring_s": 15,
                     *       "retry_s": 5,
                     *       "pause_after": 3,
                     *       "wrap_up_s": 10,
                     *       "sticky_last": false,
                     *       "sticky_responsible": false,
                     *       "sticky_s": 30,
                     *       "skill_patience_s": 0,
                     *       "service_level_s": 20,
                     *       "callback_attempts": 3,
                     *       "callback_retry_s": 600,
                     *       "dial_owed": false,
                     *       "dial_per_hour": 60,
                     *       "dial_tries": 3,
                     *       "dial_pause_s": 3600,
                     *       "dial_schedule": "",
                     *       "dial_never": "",
                     *       "dial_numbers": [],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["QueueModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_queues_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                queue_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_queues_dialling: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                queue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "running": true
                 *     }
                 */
                "application/json": components["schemas"]["Dialling"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Sales",
                     *       "strategy": "all",
                     *       "members": [],
                     *       "priority": 0,
                     *       "priorities": [],
                     *       "priority_s": 60,
                     *       "music": "",
                     *       "announcement": "",
                     *       "announce_s": 60,
                     *       "say_position": true,
                     *       "say_wait": false,
                     *       "longest_wait_s": 900,
                     *       "longest": 100,
                     *       "ring_s": 15,
                     *       "retry_s": 5,
                     *       "pause_after": 3,
                     *       "wrap_up_s": 10,
                     *       "sticky_last": false,
                     *       "sticky_responsible": false,
                     *       "sticky_s": 30,
                     *       "skill_patience_s": 0,
                     *       "service_level_s": 20,
                     *       "callback_attempts": 3,
                     *       "callback_retry_s": 600,
                     *       "dial_owed": false,
                     *       "dial_per_hour": 60,
                     *       "dial_tries": 3,
                     *       "dial_pause_s": 3600,
                     *       "dial_schedule": "",
                     *       "dial_never": "",
                     *       "dial_numbers": [],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["QueueModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_queues_live: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                queue_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dialling": {
                     *         "state": "off",
                     *         "under_way": 1
                     *       },
                     *       "waiting": [
                     *         {
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "position": 1,
                     *           "number": "201",
                     *           "name": "Front desk",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "waits_s": 1,
                     *           "expected_s": 1,
                     *           "priority": 1,
                     *           "promised": true,
                     *           "attempts": 1,
                     *           "offered": [
                     *             "offered"
                     *           ]
                     *         }
                     *       ],
                     *       "agents": [
                     *         {
                     *           "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "number": "201",
                     *           "name": "Front desk",
                     *           "state": "signed_out",
                     *           "reason": "reason",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "until": "2026-11-23T09:00:00Z",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "queue_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "queues": [
                     *             "queues"
                     *           ],
                     *           "calls": 1,
                     *           "talk_s": 1
                     *         }
                     *       ],
                     *       "today": {
                     *         "entered": 1,
                     *         "answered": 1,
                     *         "in_time": 1,
                     *         "abandoned": 1,
                     *         "left": 1,
                     *         "promised": 1,
                     *         "average_wait_s": 1,
                     *         "longest_wait_s": 1,
                     *         "service_level": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["QueueLiveModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_agents: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "number": "201",
                     *           "name": "Front desk",
                     *           "state": "signed_out",
                     *           "reason": "reason",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "until": "2026-11-23T09:00:00Z",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "queue_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "queues": [
                     *             "queues"
                     *           ],
                     *           "calls": 1,
                     *           "talk_s": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AgentListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    put_agents_state: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "available",
                 *       "reason": "lunch"
                 *     }
                 */
                "application/json": components["schemas"]["AgentState"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recording_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "place": 1,
                     *           "mode": "always",
                     *           "directions": [
                     *             "inbound"
                     *           ],
                     *           "numbers": [
                     *             "numbers"
                     *           ],
                     *           "extensions": [
                     *             "extensions"
                     *           ],
                     *           "queues": [
                     *             "queues"
                     *           ],
                     *           "list_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "percent": 1,
                     *           "announce": true,
                     *           "keep_days": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingRulesModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_recording_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Support"
                 *     }
                 */
                "application/json": components["schemas"]["NewRecordingRule"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "place": 1,
                     *       "mode": "always",
                     *       "directions": [
                     *         "inbound"
                     *       ],
                     *       "numbers": [
                     *         "numbers"
                     *       ],
                     *       "extensions": [
                     *         "extensions"
                     *       ],
                     *       "queues": [
                     *         "queues"
                     *       ],
                     *       "list_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "percent": 1,
                     *       "announce": true,
                     *       "keep_days": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingRuleModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recording_rules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "place": 1,
                     *       "mode": "always",
                     *       "directions": [
                     *         "inbound"
                     *       ],
                     *       "numbers": [
                     *         "numbers"
                     *       ],
                     *       "extensions": [
                     *         "extensions"
                     *       ],
                     *       "queues": [
                     *         "queues"
                     *       ],
                     *       "list_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "percent": 1,
                     *       "announce": true,
                     *       "keep_days": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingRuleModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_recording_rules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_recording_rules_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["RecordingRuleChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "place": 1,
                     *       "mode": "always",
                     *       "directions": [
                     *         "inbound"
                     *       ],
                     *       "numbers": [
                     *         "numbers"
                     *       ],
                     *       "extensions": [
                     *         "extensions"
                     *       ],
                     *       "queues": [
                     *         "queues"
                     *       ],
                     *       "list_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "percent": 1,
                     *       "announce": true,
                     *       "keep_days": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingRuleModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recordings_links: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "note": "note",
                     *           "made_by": "made by",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z",
                     *           "max_hearings": 1,
                     *           "hearings": 1,
                     *           "last_heard_at": "2026-11-23T09:00:00Z",
                     *           "state": "good",
                     *           "revoked_at": "2026-11-23T09:00:00Z",
                     *           "revoked_by": "revoked by"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["LinkListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_recordings_links: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Complaint 4711, sent to Baltic Tours"
                 *     }
                 */
                "application/json": components["schemas"]["NewLinkModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "note": "note",
                     *       "made_by": "made by",
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "expires_at": "2026-11-23T09:00:00Z",
                     *       "max_hearings": 1,
                     *       "hearings": 1,
                     *       "last_heard_at": "2026-11-23T09:00:00Z",
                     *       "state": "good",
                     *       "revoked_at": "2026-11-23T09:00:00Z",
                     *       "revoked_by": "revoked by",
                     *       "url": "https://pbx.example.com/shared/recordings/iV5K3dQ0sN8yT1pX7mJ2bW4cR6gH9zLfA0eUoYqBtDk"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeLinkModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_recordings_links_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                recording_id: string;
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recordings: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
                number?: string | null;
                /** @description The id of a call */
                call?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "started_at": "2026-11-23T09:00:00Z",
                     *           "duration_seconds": 1,
                     *           "error": "error",
                     *           "direction": "direction",
                     *           "from": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "number": "201",
                     *           "to": {
                     *             "number": "201",
                     *             "name": "Front desk"
                     *           },
                     *           "rule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "rule": "rule",
                     *           "pauses": [
                     *             {
                     *               "from": 1,
                     *               "to": 1,
                     *               "by": "by"
                     *             }
                     *           ],
                     *           "sha256": "sha256",
                     *           "sealed_at": "2026-11-23T09:00:00Z",
                     *           "hold": true,
                     *           "deletes_at": "2026-11-23T09:00:00Z",
                     *           "deleted_at": "2026-11-23T09:00:00Z",
                     *           "audio_url": "audio url"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingsModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recordings_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "started_at": "2026-11-23T09:00:00Z",
                     *       "duration_seconds": 1,
                     *       "error": "error",
                     *       "direction": "direction",
                     *       "from": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "number": "201",
                     *       "to": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "rule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "rule": "rule",
                     *       "pauses": [
                     *         {
                     *           "from": 1,
                     *           "to": 1,
                     *           "by": "by"
                     *         }
                     *       ],
                     *       "sha256": "sha256",
                     *       "sealed_at": "2026-11-23T09:00:00Z",
                     *       "hold": true,
                     *       "deletes_at": "2026-11-23T09:00:00Z",
                     *       "deleted_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url",
                     *       "waveform": [
                     *         [
                     *           1
                     *         ]
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["OneRecordingModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_recordings_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_recordings_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "hold": true
                 *     }
                 */
                "application/json": components["schemas"]["RecordingChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "started_at": "2026-11-23T09:00:00Z",
                     *       "duration_seconds": 1,
                     *       "error": "error",
                     *       "direction": "direction",
                     *       "from": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "number": "201",
                     *       "to": {
                     *         "number": "201",
                     *         "name": "Front desk"
                     *       },
                     *       "rule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "rule": "rule",
                     *       "pauses": [
                     *         {
                     *           "from": 1,
                     *           "to": 1,
                     *           "by": "by"
                     *         }
                     *       ],
                     *       "sha256": "sha256",
                     *       "sealed_at": "2026-11-23T09:00:00Z",
                     *       "hold": true,
                     *       "deletes_at": "2026-11-23T09:00:00Z",
                     *       "deleted_at": "2026-11-23T09:00:00Z",
                     *       "audio_url": "audio url"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordingItemModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_recordings_audio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording: the caller left, the callee right */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            /** @description The part that `Range` asked for */
            206: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_recordings_verify: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                recording_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unchanged": true,
                     *       "sha256": "sha256",
                     *       "found": "found",
                     *       "reason": "reason"
                     *     }
                     */
                    "application/json": components["schemas"]["VerifiedModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_sealing_keys: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "made_by": "made by",
                     *           "files": 1,
                     *           "in_use": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SealingKeysModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_sealing_keys: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "made_by": "made by",
                     *           "files": 1,
                     *           "in_use": true
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SealingKeysModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_owed_calls: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
                state?: "open" | "overdue" | "closed";
                owner?: string | null;
                after_hours?: boolean | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "number": "+37255512345",
                     *           "name": "Front desk",
                     *           "number_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "last_at": "2026-11-23T09:00:00Z",
                     *           "due_at": "2026-11-23T09:00:00Z",
                     *           "overdue": true,
                     *           "after_hours": true,
                     *           "call_ids": [
                     *             "call ids"
                     *           ],
                     *           "owner_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "note": "note",
                     *           "tries": 1,
                     *           "tried_at": "2026-11-23T09:00:00Z",
                     *           "closed_at": "2026-11-23T09:00:00Z",
                     *           "closed_by": "closed by"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["OwedListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_owed_calls_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                owed_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "number": "+37255512345",
                     *       "name": "Front desk",
                     *       "number_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "last_at": "2026-11-23T09:00:00Z",
                     *       "due_at": "2026-11-23T09:00:00Z",
                     *       "overdue": true,
                     *       "after_hours": true,
                     *       "call_ids": [
                     *         "call ids"
                     *       ],
                     *       "owner_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "note": "note",
                     *       "tries": 1,
                     *       "tried_at": "2026-11-23T09:00:00Z",
                     *       "closed_at": "2026-11-23T09:00:00Z",
                     *       "closed_by": "closed by"
                     *     }
                     */
                    "application/json": components["schemas"]["OwedCallModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_owed_calls_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                owed_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "owner_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                 *     }
                 */
                "application/json": components["schemas"]["OwedCallChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "number": "+37255512345",
                     *       "name": "Front desk",
                     *       "number_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "last_at": "2026-11-23T09:00:00Z",
                     *       "due_at": "2026-11-23T09:00:00Z",
                     *       "overdue": true,
                     *       "after_hours": true,
                     *       "call_ids": [
                     *         "call ids"
                     *       ],
                     *       "owner_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "note": "note",
                     *       "tries": 1,
                     *       "tried_at": "2026-11-23T09:00:00Z",
                     *       "closed_at": "2026-11-23T09:00:00Z",
                     *       "closed_by": "closed by"
                     *     }
                     */
                    "application/json": components["schemas"]["OwedCallModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_events: {
        parameters: {
            query?: {
                /** @description The id of the last event that you have; 0: all that are kept */
                after?: number | null;
                /** @description Only these; repeat it for each */
                kinds?: ("call.appeared" | "call.ringing" | "call.answered" | "call.held" | "call.resumed" | "call.transferred" | "call.ended" | "agent.state" | "queue.state" | "registration" | "recording.ready" | "voicemail.left" | "owed_call.made" | "owed_call.closed")[] | null;
            };
            header?: {
                /** @description As `after`, sent by an `EventSource` that connects again; it goes first */
                "last-event-id"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until one of us ends it */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_events_log: {
        parameters: {
            query?: {
                /** @description The id of the last event that you have; 0: all that are kept */
                after?: number | null;
                /** @description Only these; repeat it for each */
                kinds?: ("call.appeared" | "call.ringing" | "call.answered" | "call.held" | "call.resumed" | "call.transferred" | "call.ended" | "agent.state" | "queue.state" | "registration" | "recording.ready" | "voicemail.left" | "owed_call.made" | "owed_call.closed")[] | null;
                limit?: number;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventLogModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_people: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Dora Lepp",
                     *           "may_supervise": true,
                     *           "may_page": true,
                     *           "department": "Sales",
                     *           "department_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "branch": "Tartu",
                     *           "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "position": "Head of sales",
                     *           "email": "anna@example.com",
                     *           "mobile": "+37255512345",
                     *           "share_mobile": false,
                     *           "hidden": false
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PersonListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_people: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Dora Lepp",
                 *       "extension": "204"
                 *     }
                 */
                "application/json": components["schemas"]["NewPerson"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Dora Lepp",
                     *       "may_supervise": true,
                     *       "may_page": true,
                     *       "department": "Sales",
                     *       "department_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "branch": "Tartu",
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "position": "Head of sales",
                     *       "email": "anna@example.com",
                     *       "mobile": "+37255512345",
                     *       "share_mobile": false,
                     *       "hidden": false
                     *     }
                     */
                    "application/json": components["schemas"]["PersonModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_people_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_people_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "may_supervise": true
                 *     }
                 */
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_people_hand_over: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "to"
                 *     }
                 */
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "contacts": 1,
                     *       "owed_calls": 1,
                     *       "extensions": [
                     *         "201"
                     *       ],
                     *       "scenarios": [
                     *         "scenarios"
                     *       ],
                     *       "queues": [
                     *         "queues"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["HandedOverModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_workload: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "items": [
                     *         {
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "extension": "extension",
                     *           "state": "free",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "inbound": 1,
                     *           "outbound": 1,
                     *           "missed": 1,
                     *           "talking_seconds": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WorkloadModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_directory: {
        parameters: {
            query?: {
                /** @description Words of name, department, branch, position; beginnings of extensions */
                q?: string;
                /** @description The name of one */
                department?: string;
                department_id?: string;
                branch_id?: string;
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Dora Lepp",
                     *           "extensions": [
                     *             "204"
                     *           ],
                     *           "department": "Sales",
                     *           "branch": "Tartu",
                     *           "position": "Head of sales",
                     *           "email": "anna@example.com",
                     *           "mobile": "+37255512345",
                     *           "presence": "free",
                     *           "note": "note"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["DirectoryModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_directory_departments: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "branch": "Tartu",
                     *           "people": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ListedDepartmentsModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_company_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "recordings": false
                 *     }
                 */
                "application/json": components["schemas"]["WantedExport"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "asked_at": "2026-11-23T09:00:00Z",
                     *       "asked_by": "asked by",
                     *       "recordings": true,
                     *       "include_secrets": true,
                     *       "state": "waiting",
                     *       "error": "error",
                     *       "size": 1,
                     *       "sha256": "sha256",
                     *       "ready_at": "2026-11-23T09:00:00Z",
                     *       "expires_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company_exports: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "asked_at": "2026-11-23T09:00:00Z",
                     *           "asked_by": "asked by",
                     *           "recordings": true,
                     *           "include_secrets": true,
                     *           "state": "waiting",
                     *           "error": "error",
                     *           "size": 1,
                     *           "sha256": "sha256",
                     *           "ready_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExportListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company_exports_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive; ranges are honoured */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_company_exports_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_companies_export: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "recordings": false
                 *     }
                 */
                "application/json": components["schemas"]["WantedExport"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "asked_at": "2026-11-23T09:00:00Z",
                     *       "asked_by": "asked by",
                     *       "recordings": true,
                     *       "include_secrets": true,
                     *       "state": "waiting",
                     *       "error": "error",
                     *       "size": 1,
                     *       "sha256": "sha256",
                     *       "ready_at": "2026-11-23T09:00:00Z",
                     *       "expires_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ExportModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_companies_exports: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "asked_at": "2026-11-23T09:00:00Z",
                     *           "asked_by": "asked by",
                     *           "recordings": true,
                     *           "include_secrets": true,
                     *           "state": "waiting",
                     *           "error": "error",
                     *           "size": 1,
                     *           "sha256": "sha256",
                     *           "ready_at": "2026-11-23T09:00:00Z",
                     *           "expires_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ExportListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_companies_exports_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                company_id: string;
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive; ranges are honoured */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_branches: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Tartu",
                     *           "country": "EE",
                     *           "timezone": "Europe/Tallinn",
                     *           "shows": "+3727300100",
                     *           "reception": "300",
                     *           "city": "Tartu",
                     *           "address": "Raekoja plats 1"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BranchListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_branches: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Tartu"
                 *     }
                 */
                "application/json": components["schemas"]["NewBranch"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Tartu",
                     *       "country": "EE",
                     *       "timezone": "Europe/Tallinn",
                     *       "shows": "+3727300100",
                     *       "reception": "300",
                     *       "city": "Tartu",
                     *       "address": "Raekoja plats 1"
                     *     }
                     */
                    "application/json": components["schemas"]["BranchModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_branches_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                branch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Tartu",
                     *       "country": "EE",
                     *       "timezone": "Europe/Tallinn",
                     *       "shows": "+3727300100",
                     *       "reception": "300",
                     *       "city": "Tartu",
                     *       "address": "Raekoja plats 1"
                     *     }
                     */
                    "application/json": components["schemas"]["BranchModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_branches_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                branch_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_branches_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                branch_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["BranchChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_departments: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Sales",
                     *           "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "manager_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_departments: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Sales"
                 *     }
                 */
                "application/json": components["schemas"]["NewDepartment"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Sales",
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "manager_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_departments_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                department_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Sales",
                     *       "branch_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "manager_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_departments_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                department_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_departments_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                department_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["DepartmentChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_contacts: {
        parameters: {
            query?: {
                /** @description In name, company, mail address, labels or numbers */
                q?: string;
                label?: string;
                vip?: boolean | null;
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Jaan Tamm",
                     *           "company": "company",
                     *           "numbers": [
                     *             "+37255512345"
                     *           ],
                     *           "email": "anna@example.com",
                     *           "note": "note",
                     *           "vip": true,
                     *           "labels": [
                     *             "labels"
                     *           ],
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "short": "77"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["ContactListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_contacts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Jaan Tamm",
                 *       "short": "77"
                 *     }
                 */
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Jaan Tamm",
                     *       "company": "company",
                     *       "numbers": [
                     *         "+37255512345"
                     *       ],
                     *       "email": "anna@example.com",
                     *       "note": "note",
                     *       "vip": true,
                     *       "labels": [
                     *         "labels"
                     *       ],
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "short": "77"
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__contacts__ContactModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_contacts_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All contacts */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example name,numbers,short
                     *     Jaan Tamm,+37255512345,77
                     */
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_contacts_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example name,numbers,short
                 *     Jaan Tamm,+37255512345,77
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added": 1,
                     *       "changed": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ImportedModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_contacts_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Jaan Tamm",
                     *       "company": "company",
                     *       "numbers": [
                     *         "+37255512345"
                     *       ],
                     *       "email": "anna@example.com",
                     *       "note": "note",
                     *       "vip": true,
                     *       "labels": [
                     *         "labels"
                     *       ],
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "short": "77"
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__contacts__ContactModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_contacts_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_contacts_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                contact_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "short": "77"
                 *     }
                 */
                "application/json": components["schemas"]["ContactChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Jaan Tamm",
                     *       "company": "company",
                     *       "numbers": [
                     *         "+37255512345"
                     *       ],
                     *       "email": "anna@example.com",
                     *       "note": "note",
                     *       "vip": true,
                     *       "labels": [
                     *         "labels"
                     *       ],
                     *       "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "short": "77"
                     *     }
                     */
                    "application/json": components["schemas"]["offhook__api__contacts__ContactModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_extensions_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "do_not_disturb": true,
                     *       "call_waiting": true,
                     *       "ring_s": 1,
                     *       "turns": [
                     *         {
                     *           "who": "+37255512345",
                     *           "after_s": 0,
                     *           "confirm": false,
                     *           "shows": "customer"
                     *         }
                     *       ],
                     *       "forwards": [
                     *         {
                     *           "when": "always",
                     *           "to": "202",
                     *           "shows": "customer",
                     *           "number": ""
                     *         }
                     *       ],
                     *       "white": [
                     *         "+37255512345"
                     *       ],
                     *       "black": [
                     *         "+37255512345"
                     *       ],
                     *       "white_lists": [
                     *         "white lists"
                     *       ],
                     *       "black_lists": [
                     *         "black lists"
                     *       ],
                     *       "schedule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "shows": "shows"
                     *     }
                     */
                    "application/json": components["schemas"]["RulesModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_extensions_rules: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "shows": "+3726000100"
                 *     }
                 */
                "application/json": components["schemas"]["RulesChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "do_not_disturb": true,
                     *       "call_waiting": true,
                     *       "ring_s": 1,
                     *       "turns": [
                     *         {
                     *           "who": "+37255512345",
                     *           "after_s": 0,
                     *           "confirm": false,
                     *           "shows": "customer"
                     *         }
                     *       ],
                     *       "forwards": [
                     *         {
                     *           "when": "always",
                     *           "to": "202",
                     *           "shows": "customer",
                     *           "number": ""
                     *         }
                     *       ],
                     *       "white": [
                     *         "+37255512345"
                     *       ],
                     *       "black": [
                     *         "+37255512345"
                     *       ],
                     *       "white_lists": [
                     *         "white lists"
                     *       ],
                     *       "black_lists": [
                     *         "black lists"
                     *       ],
                     *       "schedule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "shows": "shows"
                     *     }
                     */
                    "application/json": components["schemas"]["RulesModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "Front desk",
                     *       "country": "EE",
                     *       "language": "et",
                     *       "timezone": "Europe/Tallinn",
                     *       "currency": "EUR",
                     *       "sip_domain": "sip domain",
                     *       "supervision_tone": true,
                     *       "record_tone": true,
                     *       "record_calls": true,
                     *       "record_days": 1,
                     *       "owed_minutes": 1,
                     *       "park_s": 1,
                     *       "park_fallback": "park fallback",
                     *       "wake_tries": 1,
                     *       "wake_pause_s": 1,
                     *       "desk_hours": 1,
                     *       "desk_logout": "desk logout",
                     *       "second_factor_roles": []
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_company: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "desk_logout": "22:00"
                 *     }
                 */
                "application/json": components["schemas"]["CompanyChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "blind": "##",
                     *       "attended": "*2",
                     *       "conference": "*3",
                     *       "record": "*1",
                     *       "record_pause": "*4",
                     *       "pickup": "*8",
                     *       "group_pickup": "**",
                     *       "supervise": "*55",
                     *       "agent": "*45",
                     *       "agent_break": "*46",
                     *       "dnd_on": "*76",
                     *       "dnd_off": "*77",
                     *       "forward": "*72",
                     *       "forward_off": "*73",
                     *       "park": "*70",
                     *       "pull": "*74",
                     *       "last_caller": "*69",
                     *       "redial": "*68",
                     *       "retry": "*66",
                     *       "retry_off": "*67",
                     *       "meeting_invite": "*3",
                     *       "meeting_lock": "*2",
                     *       "meeting_record": "*1",
                     *       "meeting_mute_all": "*5",
                     *       "meeting_mute": "*6",
                     *       "meeting_end": "*9",
                     *       "intercom": "*50",
                     *       "show": "*65",
                     *       "hide": "*31",
                     *       "night": "*28",
                     *       "day": "*29",
                     *       "voicemail": "*97",
                     *       "wakeup": "*94",
                     *       "desk_in": "*11",
                     *       "desk_out": "*12"
                     *     }
                     */
                    "application/json": components["schemas"]["CodesModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_company_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "blind": "blind"
                 *     }
                 */
                "application/json": components["schemas"]["CodesChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company_codes_conflicts: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "name": "intercom",
                     *           "code": "*50",
                     *           "kind": "extension",
                     *           "other": "*501",
                     *           "text": "text"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ConflictListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_companies: {
        parameters: {
            query?: {
                /** @description A part of name or SIP domain */
                q?: string;
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "plan": {
                     *             "name": "Office 20",
                     *             "users": 0,
                     *             "numbers": 0,
                     *             "channels": 0,
                     *             "storage": 0
                     *           },
                     *           "usage": {
                     *             "users": 1,
                     *             "people": 1,
                     *             "devices": 1,
                     *             "numbers": 1,
                     *             "storage": 1
                     *           },
                     *           "warnings": [
                     *             "storage: 92 % of the plan are used"
                     *           ],
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Front desk",
                     *           "country": "country",
                     *           "language": "en",
                     *           "timezone": "Europe/Tallinn",
                     *           "currency": "currency",
                     *           "sip_domain": "sip domain",
                     *           "created_at": "2026-11-23T09:00:00Z",
                     *           "suspended_at": "2026-11-23T09:00:00Z",
                     *           "suspended_reason": "suspended reason",
                     *           "delete_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["ServedCompanyListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_companies: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Customer OÜ",
                 *       "country": "EE",
                 *       "timezone": "Europe/Tallinn",
                 *       "currency": "EUR",
                 *       "sip_domain": "customer.pbx.example.com",
                 *       "administrator": {
                 *         "login": "mari@customer.example"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewCompanyModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company": {
                     *         "plan": {
                     *           "name": "Office 20",
                     *           "users": 0,
                     *           "numbers": 0,
                     *           "channels": 0,
                     *           "storage": 0
                     *         },
                     *         "usage": {
                     *           "users": 1,
                     *           "people": 1,
                     *           "devices": 1,
                     *           "numbers": 1,
                     *           "storage": 1
                     *         },
                     *         "warnings": [
                     *           "storage: 92 % of the plan are used"
                     *         ],
                     *         "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *         "name": "Front desk",
                     *         "country": "country",
                     *         "language": "en",
                     *         "timezone": "Europe/Tallinn",
                     *         "currency": "currency",
                     *         "sip_domain": "sip domain",
                     *         "created_at": "2026-11-23T09:00:00Z",
                     *         "suspended_at": "2026-11-23T09:00:00Z",
                     *         "suspended_reason": "suspended reason",
                     *         "delete_at": "2026-11-23T09:00:00Z"
                     *       },
                     *       "login": "anna",
                     *       "password": "password"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeCompanyModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_companies_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "name": "Office 20",
                     *         "users": 0,
                     *         "numbers": 0,
                     *         "channels": 0,
                     *         "storage": 0
                     *       },
                     *       "usage": {
                     *         "users": 1,
                     *         "people": 1,
                     *         "devices": 1,
                     *         "numbers": 1,
                     *         "storage": 1
                     *       },
                     *       "warnings": [
                     *         "storage: 92 % of the plan are used"
                     *       ],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "country": "country",
                     *       "language": "en",
                     *       "timezone": "Europe/Tallinn",
                     *       "currency": "currency",
                     *       "sip_domain": "sip domain",
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "suspended_at": "2026-11-23T09:00:00Z",
                     *       "suspended_reason": "suspended reason",
                     *       "delete_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ServedCompanyModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_companies_by_id: {
        parameters: {
            query?: {
                /** @description Until it is gone for good */
                days?: number;
            };
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "name": "Office 20",
                     *         "users": 0,
                     *         "numbers": 0,
                     *         "channels": 0,
                     *         "storage": 0
                     *       },
                     *       "usage": {
                     *         "users": 1,
                     *         "people": 1,
                     *         "devices": 1,
                     *         "numbers": 1,
                     *         "storage": 1
                     *       },
                     *       "warnings": [
                     *         "storage: 92 % of the plan are used"
                     *       ],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "country": "country",
                     *       "language": "en",
                     *       "timezone": "Europe/Tallinn",
                     *       "currency": "currency",
                     *       "sip_domain": "sip domain",
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "suspended_at": "2026-11-23T09:00:00Z",
                     *       "suspended_reason": "suspended reason",
                     *       "delete_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ServedCompanyModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_companies_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["ServedCompanyChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_companies_suspend: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "the invoice of October is not paid"
                 *     }
                 */
                "application/json": components["schemas"]["Suspension"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "name": "Office 20",
                     *         "users": 0,
                     *         "numbers": 0,
                     *         "channels": 0,
                     *         "storage": 0
                     *       },
                     *       "usage": {
                     *         "users": 1,
                     *         "people": 1,
                     *         "devices": 1,
                     *         "numbers": 1,
                     *         "storage": 1
                     *       },
                     *       "warnings": [
                     *         "storage: 92 % of the plan are used"
                     *       ],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "country": "country",
                     *       "language": "en",
                     *       "timezone": "Europe/Tallinn",
                     *       "currency": "currency",
                     *       "sip_domain": "sip domain",
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "suspended_at": "2026-11-23T09:00:00Z",
                     *       "suspended_reason": "suspended reason",
                     *       "delete_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ServedCompanyModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_companies_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                company_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "name": "Office 20",
                     *         "users": 0,
                     *         "numbers": 0,
                     *         "channels": 0,
                     *         "storage": 0
                     *       },
                     *       "usage": {
                     *         "users": 1,
                     *         "people": 1,
                     *         "devices": 1,
                     *         "numbers": 1,
                     *         "storage": 1
                     *       },
                     *       "warnings": [
                     *         "storage: 92 % of the plan are used"
                     *       ],
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "Front desk",
                     *       "country": "country",
                     *       "language": "en",
                     *       "timezone": "Europe/Tallinn",
                     *       "currency": "currency",
                     *       "sip_domain": "sip domain",
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "suspended_at": "2026-11-23T09:00:00Z",
                     *       "suspended_reason": "suspended reason",
                     *       "delete_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ServedCompanyModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_company_usage: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "name": "Office 20",
                     *         "users": 0,
                     *         "numbers": 0,
                     *         "channels": 0,
                     *         "storage": 0
                     *       },
                     *       "usage": {
                     *         "users": 1,
                     *         "people": 1,
                     *         "devices": 1,
                     *         "numbers": 1,
                     *         "storage": 1
                     *       },
                     *       "warnings": [
                     *         "storage: 92 % of the plan are used"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyUsageModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_bans: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "place": "203.0.113.9",
                     *           "reason": "failures",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "until": "2026-11-23T09:00:00Z",
                     *           "times": 1,
                     *           "dropped": 1,
                     *           "note": "",
                     *           "names": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BanListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_bans: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "place": "203.0.113.9",
                 *       "seconds": 60
                 *     }
                 */
                "application/json": components["schemas"]["NewBan"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "place": "203.0.113.9",
                     *       "reason": "failures",
                     *       "since": "2026-11-23T09:00:00Z",
                     *       "until": "2026-11-23T09:00:00Z",
                     *       "times": 1,
                     *       "dropped": 1,
                     *       "note": "",
                     *       "names": []
                     *     }
                     */
                    "application/json": components["schemas"]["BanModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_bans_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_extensions_box: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unavailable": "unavailable",
                     *       "busy": "busy",
                     *       "closed": "closed",
                     *       "holiday": "holiday",
                     *       "recorded": [
                     *         "unavailable"
                     *       ],
                     *       "schedule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "longest_s": 1,
                     *       "most": 1,
                     *       "keep_days": 1,
                     *       "full_to": "full to",
                     *       "people": [
                     *         "people"
                     *       ],
                     *       "emails": [
                     *         "emails"
                     *       ],
                     *       "mail": "attach",
                     *       "has_pin": true
                     *     }
                     */
                    "application/json": components["schemas"]["BoxModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_extensions_box: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                extension_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pin": "4711"
                 *     }
                 */
                "application/json": components["schemas"]["BoxChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "unavailable": "unavailable",
                     *       "busy": "busy",
                     *       "closed": "closed",
                     *       "holiday": "holiday",
                     *       "recorded": [
                     *         "unavailable"
                     *       ],
                     *       "schedule_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "longest_s": 1,
                     *       "most": 1,
                     *       "keep_days": 1,
                     *       "full_to": "full to",
                     *       "people": [
                     *         "people"
                     *       ],
                     *       "emails": [
                     *         "emails"
                     *       ],
                     *       "mail": "attach",
                     *       "has_pin": true
                     *     }
                     */
                    "application/json": components["schemas"]["BoxModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_extensions_box_greetings_audio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                extension_id: string;
                situation: "unavailable" | "busy" | "closed" | "holiday";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The greeting */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            /** @description The part that `Range` asked for */
            206: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            416: components["responses"]["Problem416"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_wakeups: {
        parameters: {
            query?: {
                extension_id?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "number": "201",
                     *           "name": "Front desk",
                     *           "time": "time",
                     *           "daily": true,
                     *           "due": "2026-11-23T09:00:00Z",
                     *           "next": "2026-11-23T09:00:00Z",
                     *           "attempts": 1,
                     *           "by": "by"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WakeupListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_wakeups: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                 *       "time": "06:30"
                 *     }
                 */
                "application/json": components["schemas"]["NewWakeup"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "extension_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "number": "201",
                     *       "name": "Front desk",
                     *       "time": "time",
                     *       "daily": true,
                     *       "due": "2026-11-23T09:00:00Z",
                     *       "next": "2026-11-23T09:00:00Z",
                     *       "attempts": 1,
                     *       "by": "by"
                     *     }
                     */
                    "application/json": components["schemas"]["WakeupModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_wakeups_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                wakeup_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_desks: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "username": "username",
                     *           "label": "Front desk",
                     *           "idle_calls": "emergency",
                     *           "person_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "person": "person",
                     *           "extension": "extension",
                     *           "since": "2026-11-23T09:00:00Z",
                     *           "ends_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["DeskListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_desks_seat: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_audit: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
                /** @description From this time on */
                since?: string | null;
                /** @description Before this time */
                until?: string | null;
                /** @description Who did it */
                login?: string | null;
                resource?: string | null;
                action?: string | null;
                /** @description What it was done to, or what that is of */
                row_id?: string | null;
                /** @description What was done together */
                change_id?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "change_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "user_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "login": "anna",
                     *           "via": "session",
                     *           "address": "192.0.2.7",
                     *           "action": "change",
                     *           "resource": "people",
                     *           "row_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "of_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "Dora Lepp",
                     *           "changes": [
                     *             {
                     *               "field": "name",
                     *               "before": "Front desk",
                     *               "after": "Reception",
                     *               "shown": true
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_audit_export: {
        parameters: {
            query?: {
                /** @description From this time on */
                since?: string | null;
                /** @description Before this time */
                until?: string | null;
                /** @description Who did it */
                login?: string | null;
                resource?: string | null;
                action?: string | null;
                /** @description What it was done to, or what that is of */
                row_id?: string | null;
                /** @description What was done together */
                change_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A line for each field */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_webhooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "name": "CRM",
                     *           "url": "https://crm.example.com/offhook",
                     *           "kinds": [
                     *             "call.ringing",
                     *             "call.ended"
                     *           ],
                     *           "enabled": true,
                     *           "description": "description",
                     *           "off_reason": "off reason",
                     *           "former_secret_until": "2026-11-23T09:00:00Z",
                     *           "failing_since": "2026-11-23T09:00:00Z",
                     *           "last_error": "last error",
                     *           "waiting": 1,
                     *           "created_at": "2026-11-23T09:00:00Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_webhooks: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CRM",
                 *       "url": "https://crm.example.com/offhook",
                 *       "kinds": [
                 *         "call.ended"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "CRM",
                     *       "url": "https://crm.example.com/offhook",
                     *       "kinds": [
                     *         "call.ringing",
                     *         "call.ended"
                     *       ],
                     *       "enabled": true,
                     *       "description": "description",
                     *       "off_reason": "off reason",
                     *       "former_secret_until": "2026-11-23T09:00:00Z",
                     *       "failing_since": "2026-11-23T09:00:00Z",
                     *       "last_error": "last error",
                     *       "waiting": 1,
                     *       "created_at": "2026-11-23T09:00:00Z",
                     *       "secret": "whsec_rJ0x…"
                     *     }
                     */
                    "application/json": components["schemas"]["AddedWebhookModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            408: components["responses"]["Problem408"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_webhooks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "CRM",
                     *       "url": "https://crm.example.com/offhook",
                     *       "kinds": [
                     *         "call.ringing",
                     *         "call.ended"
                     *       ],
                     *       "enabled": true,
                     *       "description": "description",
                     *       "off_reason": "off reason",
                     *       "former_secret_until": "2026-11-23T09:00:00Z",
                     *       "failing_since": "2026-11-23T09:00:00Z",
                     *       "last_error": "last error",
                     *       "waiting": 1,
                     *       "created_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    delete_webhooks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    patch_webhooks_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there */
                "If-Match"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Front desk"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "name": "CRM",
                     *       "url": "https://crm.example.com/offhook",
                     *       "kinds": [
                     *         "call.ringing",
                     *         "call.ended"
                     *       ],
                     *       "enabled": true,
                     *       "description": "description",
                     *       "off_reason": "off reason",
                     *       "former_secret_until": "2026-11-23T09:00:00Z",
                     *       "failing_since": "2026-11-23T09:00:00Z",
                     *       "last_error": "last error",
                     *       "waiting": 1,
                     *       "created_at": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookModel"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            408: components["responses"]["Problem408"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_webhooks_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "whsec_rJ0x…",
                     *       "former_until": "2026-11-23T09:00:00Z"
                     *     }
                     */
                    "application/json": components["schemas"]["SecretModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_webhooks_deliveries: {
        parameters: {
            query?: {
                /** @description Only those in this state */
                state?: ("waiting" | "sent" | "failed" | "dropped") | null;
                /** @description How many at most */
                limit?: number;
                /** @description `next_cursor` of the page before; absent for the first page */
                cursor?: string | null;
            };
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "event_id": 1790000000123456,
                     *           "kind": "call.ended",
                     *           "at": "2026-11-23T09:00:00Z",
                     *           "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *           "sequence": 4,
                     *           "state": "waiting",
                     *           "attempts": 1,
                     *           "next_attempt_at": "2026-11-23T09:00:00Z",
                     *           "attempted_at": "2026-11-23T09:00:00Z",
                     *           "ended_at": "2026-11-23T09:00:00Z",
                     *           "status": 200,
                     *           "error": "error"
                     *         }
                     *       ],
                     *       "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryListModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_webhooks_deliveries_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path: {
                webhook_id: string;
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "event_id": 1790000000123456,
                     *       "kind": "call.ended",
                     *       "at": "2026-11-23T09:00:00Z",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "sequence": 4,
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "next_attempt_at": "2026-11-23T09:00:00Z",
                     *       "attempted_at": "2026-11-23T09:00:00Z",
                     *       "ended_at": "2026-11-23T09:00:00Z",
                     *       "status": 200,
                     *       "error": "error",
                     *       "request": {
                     *         "url": "https://crm.example.com/hooks",
                     *         "headers": {},
                     *         "body": "body"
                     *       },
                     *       "answer": {
                     *         "status": 1,
                     *         "headers": {},
                     *         "body": "body",
                     *         "took_ms": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WholeDeliveryModel"];
                };
            };
            304: components["responses"]["NotModified"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_webhooks_deliveries_resend: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                webhook_id: string;
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "event_id": 1790000000123456,
                     *       "kind": "call.ended",
                     *       "at": "2026-11-23T09:00:00Z",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "sequence": 4,
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "next_attempt_at": "2026-11-23T09:00:00Z",
                     *       "attempted_at": "2026-11-23T09:00:00Z",
                     *       "ended_at": "2026-11-23T09:00:00Z",
                     *       "status": 200,
                     *       "error": "error"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    post_webhooks_test: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done */
                "Idempotency-Key"?: string;
            };
            path: {
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "event_id": 1790000000123456,
                     *       "kind": "call.ended",
                     *       "at": "2026-11-23T09:00:00Z",
                     *       "call_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f",
                     *       "sequence": 4,
                     *       "state": "waiting",
                     *       "attempts": 1,
                     *       "next_attempt_at": "2026-11-23T09:00:00Z",
                     *       "attempted_at": "2026-11-23T09:00:00Z",
                     *       "ended_at": "2026-11-23T09:00:00Z",
                     *       "status": 200,
                     *       "error": "error",
                     *       "request": {
                     *         "url": "https://crm.example.com/hooks",
                     *         "headers": {},
                     *         "body": "body"
                     *       },
                     *       "answer": {
                     *         "status": 1,
                     *         "headers": {},
                     *         "body": "body",
                     *         "took_ms": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["WholeDeliveryModel"];
                };
            };
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            503: components["responses"]["Problem503"];
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "database": "ok",
                     *       "switch": "ready",
                     *       "disk": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["HealthModel"];
                };
            };
            304: components["responses"]["NotModified"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    get_health_live: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "live"
                     *     }
                     */
                    "application/json": components["schemas"]["LiveModel"];
                };
            };
            304: components["responses"]["NotModified"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
    get_health_ready: {
        parameters: {
            query?: never;
            header?: {
                /** @description An `ETag` that was seen: 304 while it is the same */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready",
                     *       "parts": {
                     *         "database": "ok",
                     *         "switch": "ready",
                     *         "media": "ok",
                     *         "disk": "ok"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReadyModel"];
                };
            };
            304: components["responses"]["NotModified"];
            422: components["responses"]["Problem422"];
            503: components["responses"]["Problem503"];
        };
    };
}
