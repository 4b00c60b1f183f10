'use client';
/** The screen of the lab's machine, once a program has opened /dev/fb0. */
import { useI18n } from '../../_i18n/client';
import { type Frame, FramebufferPicture } from '../inspect/FramebufferPicture';
import styles from './FreeLab.module.css';

export function LabScreen({ frame }: { frame: Frame | null }) {
  const { t } = useI18n();
  if (!frame) return <p className={styles.empty}>{t.inspect.screenFbOff}</p>;
  return (
    <div className={styles.panel}>
      <FramebufferPicture frame={frame} table={false} w={t.inspect} />
    </div>
  );
}
