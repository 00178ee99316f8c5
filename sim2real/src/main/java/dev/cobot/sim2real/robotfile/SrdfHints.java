package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.XmlElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an SRDF file, as MoveIt writes it, says of a robot: chains of links that are groups, and
 * named states.
 *
 * @param chains base and tip
 * @param states joint positions by joint, by the state's name
 */
record SrdfHints(List<Chain> chains, Map<String, Map<String, Double>> states) {
  static final SrdfHints NONE = new SrdfHints(List.of(), Map.of());
  private static final List<String> HOMES = List.of("home", "ready", "default", "up");

  record Chain(String group, String base, String tip) {}

  static SrdfHints of(XmlElement root) throws DescriptionException {
    List<Chain> chains = new ArrayList<>();
    Map<String, Map<String, Double>> states = new LinkedHashMap<>();
    for (XmlElement group : root.children("group")) {
      Optional<XmlElement> chain = group.firstChild("chain");
      if (chain.isPresent()) {
        chains.add(
            new Chain(
                group.attribute("name").orElse(""),
                chain.get().requiredAttribute("base_link"),
                chain.get().requiredAttribute("tip_link")));
      }
    }
    for (XmlElement state : root.children("group_state")) {
      Map<String, Double> positions = new HashMap<>();
      for (XmlElement joint : state.children("joint")) {
        positions.put(joint.requiredAttribute("name"), joint.number("value"));
      }
      states.merge(
          state.attribute("name").orElse(""),
          positions,
          (before, more) -> {
            before.putAll(more);
            return before;
          });
    }
    return new SrdfHints(chains, states);
  }

  /** Returns the states that have every joint of an arm; those with a home's name first. */
  List<List<Double>> statesOf(List<String> arm) {
    List<String> names = new ArrayList<>(HOMES);
    states.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    List<List<Double>> found = new ArrayList<>();
    for (String name : names) {
      Map<String, Double> state = states.get(name);
      if (state != null && state.keySet().containsAll(arm)) {
        found.add(arm.stream().map(state::get).toList());
      }
    }
    return found;
  }
}
