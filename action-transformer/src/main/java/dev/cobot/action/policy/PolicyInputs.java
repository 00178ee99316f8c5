package dev.cobot.action.policy;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import java.util.Comparator;
import java.util.List;

/**
 * What the network gets of one moment, at run time and in training alike: one array for each of
 * {@link PolicyNet#inputs}, in their order.
 *
 * @param values one row a network input
 * @param slots the objects in the order of their slots
 */
public record PolicyInputs(float[][] values, List<Track> slots) {
  /**
   * Returns the inputs of a moment. At most {@link PolicyTokens#SLOTS} objects are used, the
   * attended ones first; which slot an object has means nothing.
   *
   * @param skills the names of the skills, in the order of the task input
   */
  public static PolicyInputs of(ActionContext context, List<String> skills) {
    Role[] roles = Role.values();
    Grounding grounding = context.grounding();
    float[] task = new float[skills.size()];
    task[indexOf(context.skill(), skills)] = 1;
    int width = grounding.of(Role.TARGET).phrase().length;
    float[] command = new float[roles.length * width];
    int broadcastWidth = width + fusedDomains(context);
    float[] broadcasts = new float[roles.length * broadcastWidth];
    for (Role role : roles) {
      System.arraycopy(grounding.of(role).phrase(), 0, command, role.ordinal() * width, width);
      Broadcast broadcast = context.broadcasts().get(role);
      if (broadcast != null) {
        PolicyTokens.writeBroadcast(broadcast, broadcasts, role.ordinal() * broadcastWidth);
      }
    }
    List<Track> slots = slots(context);
    float[] objects = new float[PolicyTokens.SLOTS * PolicyTokens.OBJECT_WIDTH];
    float[] present = new float[PolicyTokens.SLOTS];
    double[] attention = new double[roles.length];
    for (int slot = 0; slot < slots.size(); slot++) {
      Track track = slots.get(slot);
      for (Role role : roles) {
        attention[role.ordinal()] = attention(context, role, track);
      }
      PolicyTokens.writeObject(
          track,
          context.hand(),
          (context.stampNanos() - track.lastSeenNanos()) * 1e-9,
          attention,
          objects,
          slot * PolicyTokens.OBJECT_WIDTH);
      present[slot] = 1;
    }
    return new PolicyInputs(
        new float[][] {
          task,
          command,
          broadcasts,
          objects,
          present,
          BodyDomain.latent(context.hand()),
          PolicyTokens.progress(context.progress(), target(context), context.hand())
        },
        slots);
  }

  /** Returns what is believed of the target now, or was when it was named. */
  private static ObjectAttributes target(ActionContext context) {
    Track meant = context.grounding().strongest(Role.TARGET).orElseThrow();
    return context.tracks().stream()
        .filter(t -> t.id().equals(meant.id()))
        .findFirst()
        .orElse(meant)
        .attributes();
  }

  private static int indexOf(String skill, List<String> skills) {
    int index = skills.indexOf(skill);
    if (index < 0) {
      throw new IllegalArgumentException(
          "the policy was not trained for '" + skill + "'; it was for " + skills);
    }
    return index;
  }

  private static int fusedDomains(ActionContext context) {
    return context.broadcasts().values().iterator().next().modalityAttention().size();
  }

  private static List<Track> slots(ActionContext context) {
    return context.tracks().stream()
        .sorted(Comparator.comparingDouble((Track track) -> -attention(context, track)))
        .limit(PolicyTokens.SLOTS)
        .toList();
  }

  private static double attention(ActionContext context, Track track) {
    double sum = 0;
    for (Role role : Role.values()) {
      sum += attention(context, role, track);
    }
    return sum;
  }

  /** Returns how much a role's phrase attends to an object; what the skill has no role for, not. */
  private static double attention(ActionContext context, Role role, Track track) {
    return context.broadcasts().containsKey(role)
        ? context.grounding().weight(role, track.id())
        : 0;
  }
}
