/**
 * Data sets on disk: the scene folder, a camera with its pictures and, if known, what they show.
 *
 * <p>The layout is {@code camera.json}, pictures, {@code labels.json} (optional) and {@code
 * captions.txt} (optional). A camera's {@code distortion} is that of {@code plumb_bob} unless
 * {@code distortionModel} names another one. Metres, radians, table frame, sRGB in [0, 1]. {@link
 * dev.cobot.sim2real.dataset.ObjectJson} is the JSON of one object wherever one is told. A folder
 * that was opened is immutable and safe in any thread; a writer belongs to one thread. Files come
 * from anywhere: they are read strictly, within limits, and every error names the file and the
 * place.
 */
package dev.cobot.sim2real.dataset;
