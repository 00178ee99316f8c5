/**
 * A ROS 1 client over the JDK: node, topics, services, parameters, and an embedded master. Stock
 * ROS nodes and tools talk to it, and it to them, without any ROS installed on this side.
 *
 * <h2>A node</h2>
 *
 * <pre>{@code
 * NodeConfig config =
 *     NodeConfig.builder("talker").environment(System.getenv()).arguments(List.of(args)).build();
 * try (RosNode node = RosNode.connect(config)) {
 *   Publisher<StringMessage> chatter =
 *       node.advertise("chatter", StringMessage.class, PublisherOptions.queue(10));
 *   node.subscribe("commands", StringMessage.class, 10, command -> chatter.publish(command));
 *   node.serve("~stop", ServiceType.TRIGGER, request -> new TriggerResponse(true, "stopped"));
 *   double rateHz = node.params().getDouble("~rate", 10);
 *   ...
 * }
 * }</pre>
 *
 * <p>{@code RosMaster.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))} gives a
 * graph of its own in the same process; its {@code uri()} goes into {@code NodeConfig.masterUri}.
 *
 * <h2>Coming from rosjava</h2>
 *
 * <table>
 * <caption>What stands for what</caption>
 * <tr><th>rosjava</th><th>here</th></tr>
 * <tr><td>{@code NodeMain.onStart(ConnectedNode)}</td><td>code behind {@link dev.cobot.ros.RosNode#connect}; there is
 *     no executor to hand the node to</td></tr>
 * <tr><td>{@code RosRun}, {@code CommandLineLoader}</td><td>{@link dev.cobot.ros.NodeConfig.Builder#arguments}, {@code
 *     _param:=value} included</td></tr>
 * <tr><td>{@code newPublisher(topic, std_msgs.String._TYPE)}, {@code setLatchMode}</td><td>{@link
 *     dev.cobot.ros.RosNode#advertise}, the record's class, {@link dev.cobot.ros.PublisherOptions}</td></tr>
 * <tr><td>{@code publisher.newMessage()} and setters</td><td>the record's constructor</td></tr>
 * <tr><td>{@code newSubscriber}, {@code addMessageListener(listener, limit)}</td><td>{@link
 *     dev.cobot.ros.RosNode#subscribe}; one thread for each listener</td></tr>
 * <tr><td>{@code newServiceServer}, {@code newServiceClient}</td><td>{@link dev.cobot.ros.RosNode#serve}, {@link
 *     dev.cobot.ros.RosNode#serviceClient}; every call has a timeout</td></tr>
 * <tr><td>{@code getParameterTree().getDouble}</td><td>{@link dev.cobot.ros.RosNode#params()}; a double may be written
 *     as an integer</td></tr>
 * <tr><td>{@code getCurrentTime()}</td><td>{@link dev.cobot.ros.RosNode#time()}</td></tr>
 * <tr><td>{@code NodeListener}</td><td>{@link dev.cobot.ros.NodeListener}, which also tells of a lost master</td></tr>
 * <tr><td>{@code RosCore.newPrivate()}</td><td>{@link dev.cobot.ros.RosMaster#start}</td></tr>
 * <tr><td>{@code ChannelBuffer} for {@code uint8[]}</td><td>{@code byte[]}</td></tr>
 * </table>
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>Threads: all are daemons named {@code ros-...}. Listeners and service handlers run on
 *       threads of their own and may block, call services or close the node. Publishing never waits
 *       for a subscriber: each has a bounded queue that drops its oldest message and counts it.
 *       Messages up to 16 KiB are written by the thread that publishes when nothing waits before
 *       them; one thread of the node writes everything else.
 *   <li>Buffers: an encoded message is one buffer for all subscribers; large ones are pooled
 *       outside of the heap, at most 64 MiB for the process. A decoded message owns its arrays,
 *       which are copies: a listener may keep it as long as it likes. Short texts and lists of
 *       texts that come again are the same objects again.
 *   <li>Links heal: a dropped link is tried again from 0.1 s doubling to 20 s; a restarted master
 *       is noticed within {@code masterPoll} and everything is registered again, while links to
 *       nodes that did not notice stay. A subscriber that takes nothing of what waits for it for
 *       {@code stallTimeout} is disconnected, and the kernel probes links that are silent.
 *   <li>Ending: {@code close()} unregisters everything. Who ends by a signal calls it from a
 *       shutdown hook.
 *   <li>Safety: ROS 1 has no access control. Node and master listen on the loopback address unless
 *       told otherwise, and refuse what a web page in a browser sends. Everything read from the
 *       network has a size limit, and nothing is allocated because a peer announced it, but for the
 *       size of messages that the same link brought before. Who does not say who it is within
 *       {@code callTimeout} is cut off.
 *   <li>Times: stamps are those of the clock in use ({@code /clock} with {@code /use_sim_time});
 *       timeouts and the watch over the master use the monotonic clock.
 * </ul>
 */
package dev.cobot.ros;
