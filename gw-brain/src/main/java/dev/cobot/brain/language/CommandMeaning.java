package dev.cobot.brain.language;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The meaning of one command.
 *
 * @param skill the name of the skill that it asks for; empty when it asks for none that is known
 * @param references what the phrases say, by role; a role whose phrase says nothing is left out
 * @param turning which way round something is to go; empty where nothing is said of it
 */
public record CommandMeaning(
    Optional<String> skill, Map<Role, Reference> references, Optional<Turning> turning) {
  /** Asks for nothing that is known. */
  public static final CommandMeaning NONE = new CommandMeaning(Optional.empty(), Map.of());

  public CommandMeaning {
    Map<Role, Reference> named = new TreeMap<>(references);
    named.values().removeIf(Reference::isNone);
    references = Map.copyOf(named);
  }

  /** A meaning that says nothing of which way round. */
  public CommandMeaning(Optional<String> skill, Map<Role, Reference> references) {
    this(skill, references, Optional.empty());
  }

  /**
   * Says the objects in the plainest words, for the language domain, whose phrases the workspace
   * knows: as something to pick, and to place where there is a destination.
   */
  public String plainly() {
    Reference destination = reference(Role.DESTINATION);
    String target = "pick " + plainly(reference(Role.TARGET));
    return destination.isNone() ? target : target + " and place it in " + plainly(destination);
  }

  private static String plainly(Reference reference) {
    return "the " + (reference.isNone() ? "object" : reference.words());
  }

  /** Returns what the phrase of a role says; {@link Reference#NONE} when there is none. */
  public Reference reference(Role role) {
    return references.getOrDefault(role, Reference.NONE);
  }
}
