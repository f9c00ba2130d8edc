package io.slipway.api.gitlab.repository;

import io.slipway.forge.identity.Caller;
import io.slipway.git.object.Person;
import java.time.Clock;
import java.time.OffsetDateTime;

/** Callers as authors of what they write over the API. */
final class Authors {
    private Authors() {}

    static Person of(Caller caller, Clock clock) {
        var person = caller.requirePerson();
        return new Person(person.name(), person.email(), OffsetDateTime.now(clock));
    }
}
