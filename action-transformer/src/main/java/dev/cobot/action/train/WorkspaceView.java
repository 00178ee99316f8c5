package dev.cobot.action.train;

import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.demonstration.DemonstrationSet;
import dev.cobot.brain.Brain;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.workspace.GlobalWorkspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the workspace makes of each demonstration sample: the command's two phrases and the
 * broadcast. Demonstrations have no pictures; the attended object enters through the attribute
 * domain, whose encodings the workspace has learned to align with vision's.
 */
final class WorkspaceView {
  final List<float[]> commands = new ArrayList<>();
  final List<float[]> broadcasts = new ArrayList<>();

  WorkspaceView(
      GlobalWorkspace workspace,
      Function<String, CommandReading> reader,
      DemonstrationSet demonstrations) {
    int width = workspace.shape().latentWidth();
    Map<String, float[]> phrases = new HashMap<>();
    Map<String, float[]> encodings = new HashMap<>();
    List<DemonstrationRecorder.Sample> samples = demonstrations.samples();
    for (int i = 0; i < samples.size(); i++) {
      String prompt = demonstrations.prompts().get(i);
      float[] command = phrases.get(prompt);
      if (command == null) {
        CommandReading reading = reader.apply(prompt);
        float[] target = workspace.encode(Brain.LANGUAGE, 1, reading.targetLatent());
        float[] destination = workspace.encode(Brain.LANGUAGE, 1, reading.destinationLatent());
        command = new float[2 * width];
        System.arraycopy(workspace.alone(target), 0, command, 0, width);
        System.arraycopy(workspace.alone(destination), 0, command, width, width);
        phrases.put(prompt, command);
        encodings.put(prompt, target);
      }
      commands.add(command);
      List<float[]> fused =
          List.of(
              workspace.encode(Brain.ATTRIBUTES, 1, samples.get(i).attended()),
              encodings.get(prompt),
              workspace.encode(Brain.BODY, 1, samples.get(i).body()));
      double[] alpha = workspace.select(List.of(), fused);
      float[] content = new float[width + alpha.length];
      System.arraycopy(workspace.fuse(fused, alpha), 0, content, 0, width);
      for (int d = 0; d < alpha.length; d++) {
        content[width + d] = (float) alpha[d];
      }
      broadcasts.add(content);
    }
  }
}
