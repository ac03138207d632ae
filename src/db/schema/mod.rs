//! Tables as diesel sees them: held to both databases by `tests/portal/system/migrations.rs`.

#![expect(missing_docs, reason = "columns are commented in the migrations")]

mod columns;

diesel::table! {
    calls (id) {
        id -> Text,
        case_id -> Text,
        seq -> Integer,
        way -> Text,
        held_on -> Date,
        held_at -> Text,
        place -> Text,
        called_by -> Text,
        called_at -> Timestamp,
    }
}

diesel::table! {
    call_answers (call, party) {
        call -> Text,
        party -> Text,
        agrees -> Bool,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    record_signatures (verification, party) {
        verification -> Text,
        party -> Text,
        way -> Text,
        signed_by -> Text,
        signed_at -> Timestamp,
        pages -> Integer,
        document_sha256 -> Text,
    }
}

diesel::table! {
    performances (id) {
        id -> Text,
        case_id -> Text,
        term -> Integer,
        instalment -> Integer,
        kind -> Text,
        amount_fen -> Nullable<BigInt>,
        happened_on -> Date,
        note -> Text,
        told_by -> Text,
        recorded_by -> Nullable<Text>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    objections (id) {
        id -> Text,
        case_id -> Text,
        court -> Text,
        document -> Text,
        standing -> Text,
        party -> Nullable<Text>,
        body -> Text,
        filed_on -> Date,
        start_on -> Date,
        due_on -> Date,
        article -> Text,
        restored_from -> Nullable<Date>,
        number -> Text,
        number_year -> Integer,
        number_kind -> Text,
        number_serial -> Integer,
        result -> Text,
        decided_on -> Nullable<Date>,
        decision -> Nullable<Text>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    standings (document) {
        document -> Text,
        standing -> Text,
        by_document -> Text,
        log_index -> BigInt,
        since_on -> Date,
    }
}

diesel::table! {
    warnings (case_id, period, after_days) {
        case_id -> Text,
        period -> Text,
        after_days -> Integer,
        given_on -> Date,
    }
}

diesel::table! {
    extensions (id) {
        id -> Text,
        case_id -> Text,
        approved_by -> Text,
        approved_on -> Date,
        days -> Integer,
        reason -> Text,
        nominal_before -> Date,
        nominal_after -> Date,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    registers (version) {
        version -> Integer,
        court_json -> Text,
        agencies_json -> Text,
        holidays_csv -> Text,
        loaded_at -> Timestamp,
        loaded_by -> Nullable<Text>,
        lpr_csv -> Text,
    }
}

diesel::table! {
    courts (code) {
        code -> Text,
        name -> Text,
        division -> Text,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    units (id) {
        id -> Text,
        court -> Text,
        parent -> Nullable<Text>,
        kind -> Text,
        code -> Text,
        name -> Text,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        login -> Text,
        name -> Text,
        password_hash -> Text,
        totp_secret -> Text,
        totp_step -> BigInt,
        failures -> Integer,
        locked_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        left_at -> Nullable<Timestamp>,
        door_failures -> Integer,
        act_failures -> Integer,
        phone -> Text,
        email -> Text,
        frozen_until -> Nullable<Timestamp>,
        vouched_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    appointments (id) {
        id -> Text,
        person -> Text,
        unit -> Text,
        role -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
    }
}

diesel::table! {
    tokens (id) {
        id -> Text,
        hash -> Text,
        label -> Text,
        unit -> Text,
        scopes -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    invitations (hash) {
        hash -> Text,
        purpose -> Text,
        person -> Nullable<Text>,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        proposal -> Nullable<Text>,
        code_hash -> Nullable<Text>,
    }
}

diesel::table! {
    proposals (id) {
        id -> Text,
        kind -> Text,
        person -> Text,
        role -> Nullable<Text>,
        unit -> Nullable<Text>,
        proposed_by -> Nullable<Text>,
        proposed_at -> Timestamp,
        outcome -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    administration (ordinal) {
        ordinal -> BigInt,
        at -> Timestamp,
        act -> Text,
        by_person -> Nullable<Text>,
        whom -> Nullable<Text>,
        role -> Nullable<Text>,
        unit -> Nullable<Text>,
        subject -> Text,
        mac -> Text,
    }
}

diesel::table! {
    idempotency (token, idempotency_key) {
        token -> Text,
        idempotency_key -> Text,
        request_sha256 -> Text,
        status -> Integer,
        body -> Text,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    matters (id) {
        id -> Text,
        court -> Text,
        agency -> Text,
        external_ref -> Nullable<Text>,
        kind -> Text,
        cause -> Text,
        application -> Text,
        received_sha256 -> Text,
        received_at -> Timestamp,
    }
}

diesel::table! {
    parties (id) {
        id -> Text,
        matter -> Text,
        ordinal -> Integer,
        reference -> Text,
        kind -> Text,
        name -> Text,
        id_kind -> Text,
        id_number -> Text,
        id_index -> Text,
        phone -> Text,
        phone_index -> Text,
    }
}

diesel::table! {
    terms (id) {
        id -> Text,
        matter -> Text,
        ordinal -> Integer,
        kind -> Text,
        obligor -> Nullable<Text>,
        obligee -> Nullable<Text>,
        amount_fen -> Nullable<BigInt>,
    }
}

diesel::table! {
    instalments (id) {
        id -> Text,
        term -> Text,
        ordinal -> Integer,
        due_on -> Date,
        amount_fen -> Nullable<BigInt>,
    }
}

diesel::table! {
    attachments (id) {
        id -> Text,
        matter -> Text,
        ordinal -> Integer,
        kind -> Text,
        party -> Nullable<Text>,
        path -> Text,
        sha256 -> Text,
        stored_sha256 -> Text,
        size -> BigInt,
        media_type -> Text,
    }
}

diesel::table! {
    cases (id) {
        id -> Text,
        court -> Text,
        matter -> Text,
        stage -> Text,
        version -> Integer,
        number -> Nullable<Text>,
        number_year -> Nullable<Integer>,
        number_kind -> Nullable<Text>,
        number_serial -> Nullable<Integer>,
        filed_on -> Nullable<Date>,
        accepted_on -> Nullable<Date>,
        verified -> Bool,
        outcome -> Nullable<Text>,
        closed_on -> Nullable<Date>,
        judge -> Nullable<Text>,
        clerk -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    number_series (court, kind, year) {
        court -> Text,
        kind -> Text,
        year -> Integer,
        last -> Integer,
    }
}

diesel::table! {
    participations (id) {
        id -> Text,
        case_id -> Text,
        unit -> Text,
        capacity -> Text,
        from_on -> Date,
        until_on -> Nullable<Date>,
    }
}

diesel::table! {
    joinings (id) {
        id -> Text,
        case_id -> Text,
        party -> Text,
        way -> Text,
        acted_by -> Text,
        capacity -> Text,
        joined_on -> Date,
        joined_at -> Timestamp,
    }
}

diesel::table! {
    due_dates (id) {
        id -> Text,
        case_id -> Text,
        name -> Text,
        party -> Nullable<Text>,
        start_on -> Date,
        nominal_on -> Date,
        due_on -> Date,
        article -> Text,
        provisional -> Bool,
        calendar_version -> Integer,
        met_on -> Nullable<Date>,
    }
}

diesel::table! {
    verifications (id) {
        id -> Text,
        case_id -> Text,
        held_on -> Date,
        place -> Text,
        online -> Bool,
        record -> Text,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    history (case_id, seq) {
        case_id -> Text,
        seq -> Integer,
        at -> Timestamp,
        civil_on -> Date,
        actor -> Nullable<Text>,
        actor_name -> Text,
        role -> Text,
        act -> Text,
        stage -> Text,
        detail -> Text,
    }
}

diesel::table! {
    history_marks (case_id, seq) {
        case_id -> Text,
        seq -> Integer,
        mac -> Text,
    }
}

diesel::table! {
    readings (id) {
        id -> Text,
        case_id -> Text,
        reader -> Text,
        what -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        case_id -> Text,
        rev -> Integer,
        body -> Text,
        sha256 -> Text,
        outcome -> Text,
        proposed_from -> Text,
        objection -> Nullable<Text>,
        mediator -> Nullable<Text>,
        proposed_by -> Text,
        proposed_at -> Timestamp,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        approved_until -> Nullable<Timestamp>,
        state -> Text,
        reason -> Text,
    }
}

diesel::table! {
    intents (id) {
        id -> Text,
        draft -> Text,
        case_id -> Text,
        statement -> Text,
        statement_sha256 -> Text,
        unsigned_sha256 -> Text,
        kid -> Text,
        state -> Text,
        reason -> Text,
        intended_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    documents (id) {
        id -> Text,
        court -> Text,
        case_id -> Text,
        kind -> Text,
        rev -> Integer,
        supersedes -> Nullable<Text>,
        sha256 -> Text,
        stored_sha256 -> Text,
        size -> BigInt,
        pages -> Integer,
        wording -> Text,
        issued_on -> Date,
        issued_at -> Timestamp,
        statement_sha256 -> Nullable<Text>,
        query_code -> Nullable<Text>,
        log_index -> Nullable<BigInt>,
        number -> Nullable<Text>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> Text,
        document -> Text,
        case_id -> Text,
        party -> Text,
        channel -> Text,
        address -> Text,
        address_source -> Text,
        consent -> Text,
        letter -> Nullable<Text>,
        receipt -> Nullable<Text>,
        recorded_by -> Nullable<Text>,
        begun_at -> Timestamp,
    }
}

diesel::table! {
    delivery_facts (id) {
        id -> Text,
        delivery -> Text,
        fact -> Text,
        happened_on -> Date,
        received_by -> Text,
        note -> Text,
        annuls -> Nullable<Text>,
        recorded_by -> Nullable<Text>,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    service_consents (id) {
        id -> Text,
        case_id -> Text,
        party -> Text,
        electronic -> Bool,
        scope -> Text,
        channel -> Text,
        address -> Text,
        paper -> Text,
        wording -> Text,
        way -> Text,
        given_on -> Date,
        given_at -> Timestamp,
    }
}

diesel::table! {
    log_head (id) {
        id -> Integer,
        size -> BigInt,
    }
}

diesel::table! {
    log_entries (log_index) {
        log_index -> BigInt,
        entry -> Text,
        appended_at -> Timestamp,
    }
}

diesel::table! {
    log_tiles (level, tile) {
        level -> Integer,
        tile -> BigInt,
        width -> Integer,
        hashes -> Text,
    }
}

diesel::table! {
    checkpoints (size) {
        size -> BigInt,
        note -> Text,
        signed_at -> Timestamp,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        case_id -> Nullable<Text>,
        kind -> Text,
        channel -> Text,
        recipient -> Text,
        body -> Text,
        written_at -> Timestamp,
        claimed_by -> Nullable<Text>,
        claimed_until -> Nullable<Timestamp>,
        attempts -> Integer,
        sent_at -> Nullable<Timestamp>,
        next_at -> Nullable<Timestamp>,
        dead_at -> Nullable<Timestamp>,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    sessions (hash) {
        hash -> Text,
        kind -> Text,
        person -> Nullable<Text>,
        role -> Nullable<Text>,
        unit -> Nullable<Text>,
        link -> Nullable<Text>,
        device -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    security_events (id) {
        id -> Text,
        at -> Timestamp,
        kind -> Text,
        person -> Nullable<Text>,
        by_person -> Nullable<Text>,
        times -> Integer,
    }
}

diesel::table! {
    recovery_codes (person, hash) {
        person -> Text,
        hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    party_links (id) {
        id -> Text,
        case_id -> Text,
        party -> Text,
        code_index -> Text,
        code -> Text,
        progress -> Text,
        created_at -> Timestamp,
        opened_at -> Nullable<Timestamp>,
        failures -> Integer,
        locked_until -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    party_codes (id) {
        id -> Text,
        link -> Text,
        hash -> Text,
        sent_at -> Timestamp,
        expires_at -> Timestamp,
        failures -> Integer,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    requests (id) {
        id -> Text,
        case_id -> Nullable<Text>,
        person -> Nullable<Text>,
        party -> Nullable<Text>,
        kind -> Text,
        body -> Text,
        made_on -> Date,
        made_at -> Timestamp,
        settled_by -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    supplements (id) {
        id -> Text,
        case_id -> Text,
        seq -> Integer,
        items -> Text,
        reason_again -> Text,
        issued_by -> Text,
        issued_on -> Date,
        due_on -> Date,
        answered_on -> Nullable<Date>,
    }
}

diesel::table! {
    assignments (case_id) {
        case_id -> Text,
        person -> Text,
        since -> Date,
    }
}

diesel::table! {
    checks (case_id, item) {
        case_id -> Text,
        item -> Text,
        mark -> Text,
        note -> Text,
        marked_by -> Text,
        marked_on -> Date,
    }
}

diesel::table! {
    recusals (case_id, person) {
        case_id -> Text,
        person -> Text,
        reason -> Text,
        recused_on -> Date,
    }
}

diesel::table! {
    submissions (form_key) {
        form_key -> Text,
        answer -> Text,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    panel_members (case_id, judge) {
        case_id -> Text,
        judge -> Text,
        place -> Integer,
        formed_on -> Date,
        recorded_by -> Text,
    }
}

diesel::table! {
    panel_approvals (draft, judge) {
        draft -> Text,
        judge -> Text,
        sha256 -> Text,
        approved_at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    registers,
    courts,
    settings,
    units,
    people,
    appointments,
    tokens,
    invitations,
    proposals,
    administration,
    idempotency,
    matters,
    parties,
    terms,
    instalments,
    attachments,
    cases,
    number_series,
    participations,
    joinings,
    due_dates,
    verifications,
    history,
    history_marks,
    readings,
    drafts,
    intents,
    documents,
    deliveries,
    panel_members,
    panel_approvals,
    delivery_facts,
    service_consents,
    log_head,
    log_entries,
    log_tiles,
    checkpoints,
    outbox,
    sessions,
    security_events,
    recovery_codes,
    party_links,
    party_codes,
    requests,
    supplements,
    assignments,
    checks,
    recusals,
    submissions,
    warnings,
    extensions,
    objections,
    standings,
    performances,
    calls,
    call_answers,
    record_signatures
);
