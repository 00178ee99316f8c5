package dev.cobot.node.app;

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
import dev.cobot.brain.language.Wish;
import java.util.List;
import java.util.Map;

/** The trained models for a node that joins the graph while they are being opened. */
record OpeningMind(Opening<RuntimeModels> models) implements Mind {
  @Override
  public List<TrainedSkill> skills() {
    return models.get().skills();
  }

  @Override
  public CommandReading read(String text) {
    return models.get().read(text);
  }

  @Override
  public List<Wish> wishes(String text) {
    return models.get().wishes(text);
  }

  @Override
  public List<Look> perceive(Observation observation) {
    return models.get().perceive(observation);
  }

  @Override
  public Grounding ground(CommandReading reading, List<Track> tracks) {
    return models.get().ground(reading, tracks);
  }

  @Override
  public Map<Role, Broadcast> broadcast(
      Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
    return models.get().broadcast(in, reading, attended, hand);
  }

  @Override
  public ActionChunk act(ActionContext context) {
    return models.get().act(context);
  }

  @Override
  public Acting acting() {
    return models.get().acting();
  }

  @Override
  public int ensembled() {
    return models.get().ensembled();
  }
}
