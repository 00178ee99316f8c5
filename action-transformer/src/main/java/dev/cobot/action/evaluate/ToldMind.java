package dev.cobot.action.evaluate;

import dev.cobot.action.policy.Acting;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.session.Mind;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.List;
import java.util.Map;

/**
 * The runtime's models without perception's errors: each picture is told what is there. What a
 * rollout fails with it, it does not fail for what it sees.
 */
final class ToldMind implements Mind {
  private final RuntimeModels models;
  private final PlantSimulator cell;

  ToldMind(RuntimeModels models, PlantSimulator cell) {
    this.models = models;
    this.cell = cell;
  }

  @Override
  public List<TrainedSkill> skills() {
    return models.skills();
  }

  @Override
  public CommandReading read(String text) {
    return models.read(text);
  }

  @Override
  public List<Look> perceive(Observation observation) {
    List<ObjectAttributes> truth =
        cell.truth().objects().stream()
            .map(PlantTruth.ObjectTruth::object)
            .map(ObjectAttributes::certain)
            .toList();
    return models.told(observation, truth);
  }

  @Override
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    return models.ground(reading, tracks);
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
    return models.broadcast(in, reading, attended, hand);
  }

  @Override
  public ActionChunk act(ActionContext context) {
    return models.act(context);
  }

  @Override
  public Acting acting() {
    return models.acting();
  }

  @Override
  public boolean remembers() {
    return models.remembers();
  }

  @Override
  public int ensembled() {
    return models.ensembled();
  }
}
