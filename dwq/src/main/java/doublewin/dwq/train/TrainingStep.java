package doublewin.dwq.train;

import doublewin.nn.Precision;

/**
 * What one training iteration did.
 *
 * @param epoch from 0
 * @param iteration within its epoch, from 0
 * @param precision drawn for this iteration
 * @param learningRate of this iteration's update
 * @param loss mean cross-entropy of the perturbed batch, before the update
 * @param correct how many of the perturbed images were classified correctly, before the update
 * @param images in the batch
 * @param vanished how many of them had an input gradient of zero in every pixel, so that the attack could not follow it
 */
public record TrainingStep(
        int epoch,
        int iteration,
        Precision precision,
        float learningRate,
        float loss,
        int correct,
        int images,
        int vanished) {}
