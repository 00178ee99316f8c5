package dev.cobot.brain.study.shapes;

import dev.cobot.brain.workspace.GlobalWorkspace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A trained workspace with its modules: every way from one domain's data to another's. */
final class Translations {
  private final GlobalWorkspace workspace;
  private final Map<ShapesDomain, ShapesModule> modules = new EnumMap<>(ShapesDomain.class);

  Translations(GlobalWorkspace workspace, List<ShapesModule> modules) {
    this.workspace = workspace;
    for (ShapesDomain domain : ShapesDomain.values()) {
      modules.stream()
          .filter(module -> module.name().equals(domain.moduleName()))
          .forEach(module -> this.modules.put(domain, module));
    }
  }

  /** Returns the domains, in the order of their declaration. */
  List<ShapesDomain> domains() {
    return List.copyOf(modules.keySet());
  }

  /** Returns all domains but one. */
  List<ShapesDomain> others(ShapesDomain but) {
    return domains().stream().filter(domain -> domain != but).toList();
  }

  boolean has(ShapesDomain domain) {
    return modules.containsKey(domain);
  }

  /** Returns tanh(e(u)), (rows, workspace width), of a domain's latents. */
  float[] from(ShapesDomain domain, int rows, float[] latents) {
    return workspace.alone(workspace.encode(domain.moduleName(), rows, latents));
  }

  /**
   * Returns what states stand for: pictures (rows, 3, 32, 32) or attribute vectors (rows, 11).
   *
   * @param states (rows, workspace width)
   */
  float[] to(ShapesDomain domain, int rows, float[] states) {
    return modules.get(domain).decode(rows, workspace.decode(domain.moduleName(), rows, states));
  }

  /** Returns the captions that states stand for. */
  List<String> captions(int rows, float[] states) {
    String text = ShapesDomain.TEXT.moduleName();
    return text().captions(rows, workspace.decode(text, rows, states));
  }

  /** Returns the states after a translation to a domain: half a cycle. */
  float[] via(ShapesDomain domain, int rows, float[] states) {
    float[] decoded = workspace.decode(domain.moduleName(), rows, states);
    return from(domain, rows, modules.get(domain).asLatents(decoded));
  }

  /** Returns pictures decoded from their own latents, without the workspace. */
  float[] reconstructed(int rows, float[] latents) {
    return modules.get(ShapesDomain.VISION).decode(rows, latents);
  }

  /** Returns captions said again from their own latents, without the workspace. */
  List<String> saidAgain(int rows, float[] latents) {
    return text().captions(rows, latents);
  }

  private CaptionModule text() {
    if (modules.get(ShapesDomain.TEXT) instanceof CaptionModule text) {
      return text;
    }
    throw new IllegalStateException(
        "the module '%s' says no captions; the modules are %s"
            .formatted(ShapesModule.TEXT, modules.keySet()));
  }
}
