package dev.cobot.action.skill.catalog;

import dev.cobot.action.skill.Skills;
import dev.cobot.action.skill.pick.Pick;
import dev.cobot.action.skill.placein.PlaceIn;
import dev.cobot.action.skill.push.Push;
import dev.cobot.action.skill.putdown.PutBack;
import dev.cobot.action.skill.putdown.PutDown;
import dev.cobot.action.skill.wipe.Wipe;
import java.util.List;

/** The skills of this project: a new one is a folder beside this one and a line here. */
public final class SkillCatalog {
  /** All of them; the order is that of the language domain's outputs. */
  public static final Skills ALL =
      new Skills(
          List.of(new PlaceIn(), new Pick(), new Push(), new Wipe(), new PutDown(), new PutBack()));

  private SkillCatalog() {}
}
