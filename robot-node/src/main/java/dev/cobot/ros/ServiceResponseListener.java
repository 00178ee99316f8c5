package dev.cobot.ros;

/**
 * Is told what came of a service call.
 *
 * @param <S> the answer
 */
public interface ServiceResponseListener<S> {
  void onSuccess(S response);

  /** Nobody offers the service, it refused or failed, or the time was over. */
  void onFailure(RosException e);
}
