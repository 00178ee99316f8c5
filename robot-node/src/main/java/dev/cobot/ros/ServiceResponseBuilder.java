package dev.cobot.ros;

import dev.cobot.ros.message.RosMessage;

/**
 * Answers the calls of a service. Called on a thread for each caller, so possibly several at a
 * time.
 *
 * @param <Q> request
 * @param <S> answer
 */
@FunctionalInterface
public interface ServiceResponseBuilder<Q extends RosMessage, S extends RosMessage> {
  /**
   * Carries out one call.
   *
   * @throws Exception to tell the caller that the call failed, with the exception's message
   */
  S build(Q request) throws Exception;
}
