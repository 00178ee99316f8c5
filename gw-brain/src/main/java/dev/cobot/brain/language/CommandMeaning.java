package dev.cobot.brain.language;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The meaning of one command.
 *
 * @param skill the name of the skill that it asks for; empty when it asks for none that is known
 * @param references what the phrases say, by role; a role whose phrase says nothing is left out
 */
public record CommandMeaning(Optional<String> skill, Map<Role, Reference> references) {
  /** Asks for nothing that is known. */
  public static final CommandMeaning NONE = new CommandMeaning(Optional.empty(), Map.of());

  public CommandMeaning {
    Map<Role, Reference> named = new TreeMap<>(references);
    named.values().removeIf(Reference::isNone);
    references = Map.copyOf(named);
  }

  /** Returns what the phrase of a role says; {@link Reference#NONE} when there is none. */
  public Reference reference(Role role) {
    return references.getOrDefault(role, Reference.NONE);
  }
}
