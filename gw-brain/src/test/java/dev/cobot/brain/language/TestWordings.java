package dev.cobot.brain.language;

import java.util.List;
import java.util.Set;

/** The wordings of two skills, enough to draw commands with. */
public final class TestWordings {
  public static final Wording PLACE_IN =
      new Wording(
          new SkillRoles("place_in", Set.of(Role.TARGET, Role.DESTINATION)),
          List.of(
              "{p} {T} and {l} it {i} {D}",
              "{l} {T} {i} {D}",
              "move {T} to {D}",
              "{i} {D}, {l} {T}",
              "{T} goes {i} {D}"),
          List.of("would you {l} {T} {i} {D}", "{T} should end up {i} {D}"));
  public static final Wording PICK =
      new Wording(
          new SkillRoles("pick", Set.of(Role.TARGET)),
          List.of("{p} {T}", "can you {p} {T}", "first {p} {T}"),
          List.of("would you {p} {T}", "try to {p} {T}"));
  public static final List<Wording> ALL = List.of(PLACE_IN, PICK);
  public static final List<SkillRoles> SKILLS = ALL.stream().map(Wording::asks).toList();

  private TestWordings() {}
}
