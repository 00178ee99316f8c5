package dev.cobot.node.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.ServiceType;
import dev.cobot.ros.message.TriggerResponse;
import dev.cobot.sim2real.sim.PlantState;
import java.util.Base64;
import java.util.concurrent.Callable;

/**
 * The services below {@code /cell}, all of the type {@code std_srvs/Trigger}, which stock tools can
 * call. What a call needs is set as a ROS parameter before it; what it gives comes in the answer's
 * {@code message}. Unlike a topic, a parameter is surely there when the call comes.
 */
final class CellServices {
  static final String STEP_SECONDS = "/cell/step_seconds";
  static final String SEED = "/cell/seed";
  static final String SCENE = "/cell/scene";
  static final String STATE = "/cell/state_base64";
  private static final double DEFAULT_STEP_SECONDS = 0.02;
  private static final double MAX_STEP_SECONDS = 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final ConnectedNode node;
  private final SimulatedCell cell;

  private CellServices(ConnectedNode node, SimulatedCell cell) {
    this.node = node;
    this.cell = cell;
  }

  static void start(ConnectedNode node, SimulatedCell cell) throws RosException {
    CellServices services = new CellServices(node, cell);
    services.serve("reset", services::reset);
    services.serve("step", services::step);
    services.serve("get_scene", () -> cell.onCellThread(cell::sceneJson));
    services.serve("set_scene", services::setScene);
    services.serve(
        "get_state",
        () ->
            Base64.getEncoder()
                .encodeToString(cell.onCellThread(() -> cell.saveState().toBytes())));
    services.serve("set_state", services::setState);
  }

  private void serve(String name, Callable<String> work) throws RosException {
    node.newServiceServer(
        "/cell/" + name,
        ServiceType.TRIGGER,
        request -> {
          try {
            return new TriggerResponse(true, work.call());
          } catch (IllegalArgumentException | IllegalStateException | RosException e) {
            return new TriggerResponse(false, String.valueOf(e.getMessage()));
          }
        });
  }

  private String reset() throws Exception {
    Object seed = node.getParameterTree().get(SEED).orElse(cell.firstSeed());
    if (!(seed instanceof Number number) || number.longValue() != number.doubleValue()) {
      throw new IllegalArgumentException(SEED + " must be a whole number, got " + seed);
    }
    return cell.onCellThread(() -> cell.reset(number.longValue()));
  }

  private String step() throws Exception {
    double seconds = node.getParameterTree().getDouble(STEP_SECONDS, DEFAULT_STEP_SECONDS);
    if (!(seconds > 0 && seconds <= MAX_STEP_SECONDS)) {
      throw new IllegalArgumentException(
          STEP_SECONDS + " must be in (0, " + MAX_STEP_SECONDS + "] s, got " + seconds);
    }
    return cell.onCellThread(() -> cell.stepBy(seconds));
  }

  private Object needed(String parameter, String example) throws RosException {
    return node.getParameterTree()
        .get(parameter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the parameter " + parameter + " is not set; first: " + example));
  }

  private String setScene() throws Exception {
    Object scene =
        needed(
            SCENE,
            "rosparam set /cell/scene \"[{kind: cube, positionMeters: [0, 0, 0.02],"
                + " colorRgb: [1, 0, 0]}]\"");
    String text;
    try {
      text = scene instanceof String given ? given : JSON.writeValueAsString(scene);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(SCENE + " is no list of objects", e);
    }
    return cell.onCellThread(() -> cell.setScene(text));
  }

  private String setState() throws Exception {
    Object given = needed(STATE, "set it to what /cell/get_state answered");
    if (!(given instanceof String text) || text.length() > PlantState.MAX_BYTES / 3 * 4 + 8) {
      throw new IllegalArgumentException(
          STATE
              + " must be the text that /cell/get_state answered, at most "
              + PlantState.MAX_BYTES
              + " bytes");
    }
    PlantState state = PlantState.of(Base64.getDecoder().decode(text));
    return cell.onCellThread(() -> cell.restoreState(state));
  }
}
