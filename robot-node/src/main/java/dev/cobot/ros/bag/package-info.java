/**
 * Bags: files of ROS 1 messages with the time when each was received. rosbag's format 2.0, which
 * stock ROS writes and reads, and MCAP with the profile {@code ros1}, both with the same classes.
 * Nothing here needs a node, a master or a class for a message: a message is its bytes, and its
 * {@link dev.cobot.ros.bag.BagConnection} tells what they mean.
 *
 * <h2>Writing</h2>
 *
 * <pre>{@code
 * BagConnection joints =
 *     new BagConnection("/joint_states", type.name(), type.md5(), type.definition(), "/arm", false);
 * try (BagWriter bag =
 *     BagWriter.create(file, BagOptions.of(BagFormat.ROSBAG2_0).compressed(BagCompression.LZ4))) {
 *   bag.write(joints, receivedNanos, type.encode(message));
 * }
 * }</pre>
 *
 * <p>The file is {@code NAME.active} until it is closed. A writer that dies at any moment leaves a
 * file from which {@link dev.cobot.ros.bag.BagRecovery} gets every message that is whole in it;
 * what is lost is the chunk that was being filled ({@code BagOptions.chunkBytes}, 768 KiB). {@code
 * rosbag reindex} takes such a file too.
 *
 * <h2>Reading</h2>
 *
 * <pre>{@code
 * try (BagReader bag = BagReader.open(file)) {
 *   BagCursor cursor = bag.read(BagQuery.all().topics("/joint_states").between(from, to));
 *   for (BagMessage m = cursor.next(); m != null; m = cursor.next()) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>By the index of a closed bag only chunks with wanted topics and times are read, and of an
 * uncompressed one only the wanted messages. A bag without an index is scanned once when it is
 * opened. {@link dev.cobot.ros.bag.BagInfo} tells what {@code rosbag info} does, {@link
 * dev.cobot.ros.bag.BagConversion} copies from either format to either.
 *
 * <h2>What holds</h2>
 *
 * <ul>
 *   <li>Threads: a writer and a cursor are for one thread at a time; a reader may be shared.
 *   <li>Units: times are nanoseconds since the epoch of the clock that the recorder used; a rosbag
 *       ends in the year 2106.
 *   <li>Memory: a writer holds one chunk, stored and packed, and 24 bytes a message of it, and at
 *       the end a few dozen bytes for each chunk; a cursor holds one chunk, or as many as overlap
 *       in time up to {@code BagLimits.cacheBytes}.
 *   <li>Limits: every length is checked against the file and {@link dev.cobot.ros.bag.BagLimits}
 *       before memory is taken; memory for decompressed bytes grows as they come and stops at what
 *       the chunk announced.
 *   <li>Checksums: MCAP's are written everywhere. Read, those of the summary and of every chunk
 *       that is loaded are checked; a single message of an uncompressed chunk is not covered.
 *   <li>MCAP: channels of other encodings than {@code ros1} are passed over, attachments are
 *       counted and not read.
 *   <li>Libraries: bz2 by commons-compress; lz4 and zstd by aircompressor, which is pure Java, a
 *       quarter of a megabyte for every processor, and about as fast as the native ones.
 * </ul>
 */
package dev.cobot.ros.bag;
