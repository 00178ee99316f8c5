package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Turning;
import java.util.Optional;

/**
 * What a whole sentence asks for, every word of which has its place.
 *
 * @param skill whose wish it is
 * @param target what it is about; empty where that is what the hand holds
 * @param turning in which sense the target goes around, if it is said
 * @param objection what speaks against it, beside what is not known of the target
 */
record Course(
    String skill,
    Optional<Phrase> target,
    Optional<Turning> turning,
    Optional<Objection> objection) {}
