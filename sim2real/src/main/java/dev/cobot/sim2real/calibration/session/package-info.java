/**
 * Calibration sessions on disk: what was calibrated, from which pictures, with which errors before
 * and after, and which run is the accepted one of a camera.
 *
 * <p>{@link dev.cobot.sim2real.calibration.session.SessionStore} is an SQLite file of runs that are
 * never changed or deleted, and of a journal of acceptances. A session is a name that a user gives;
 * it holds any number of runs. {@link dev.cobot.sim2real.calibration.session.RegressionCheck}
 * refuses what makes held-out pictures worse. Times are epoch milliseconds (UTC); errors are in the
 * run's {@link dev.cobot.sim2real.calibration.session.ErrorUnit}. Records are immutable and safe in
 * any thread; a store belongs to one thread. The file may come from anywhere: what does not fit is
 * refused with a sentence, and the file is left as it is.
 */
package dev.cobot.sim2real.calibration.session;
